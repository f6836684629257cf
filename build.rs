//! Hands the pages to skeptic, expanded as mdBook expands them.
//!
//! `tests/skeptic.rs` includes the tests that skeptic generates from them.

use std::collections::HashSet;
use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use mdbook_driver::MDBook;
use mdbook_driver::book::BookItem;
use mdbook_driver::builtin_renderers::MarkdownRenderer;

// ANCHOR: template
/// What each block is compiled into. A block that would hang gives up, and it
/// finds the file `foo.txt` that its page tells the reader to make.
const TEMPLATE: &str = r#"
```rust,skeptic-template
mod listing {{
{}
    pub fn start() -> impl std::process::Termination {{
        main()
    }}
}}

fn main() -> impl std::process::Termination {{
    std::thread::spawn(|| {{
        std::thread::sleep(std::time::Duration::from_secs(30));
        eprintln!("this block still runs after 30 s");
        std::process::exit(1);
    }});
    std::fs::write("foo.txt", "hello world\n").unwrap();
    listing::start()
}}
```
"#;
// ANCHOR_END: template

fn main() -> Result<(), Box<dyn Error>> {
    for input in [
        "book.toml",
        "src",
        "listings",
        "theme",
        "README.md",
        "CONTRIBUTING.md",
    ] {
        println!("cargo::rerun-if-changed={input}");
    }

    // ANCHOR: pages
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut book = MDBook::load(".")?;
    book.config.build.build_dir = out.join("html");
    book.build()?;
    let (book, _) = book.preprocess_book(&MarkdownRenderer::new())?;

    let mut pages = Vec::new();
    let mut programs = HashSet::new();
    for item in book.iter() {
        if let BookItem::Chapter(chapter) = item
            && let Some(path) = &chapter.path
        {
            let content = only_new_programs(&chapter.content, &mut programs);
            pages.push(write_page(&out.join(path), &content)?);
        }
    }
    skeptic::generate_doc_tests(&pages);
    // ANCHOR_END: pages

    // For tests/theme.rs: mdBook's own theme, and an empty book made with it.
    let mut stock = MDBook::init(out.join("stock")).copy_theme(true).build()?;
    stock.config.set("output.html.hash-files", false)?;
    stock.build()?;
    Ok(())
}

/// Leaves out the blocks whose program, hidden lines included, an earlier block
/// has been: excerpts of one file, and the appendix that shows it whole.
fn only_new_programs(page: &str, programs: &mut HashSet<String>) -> String {
    let mut page = page.to_owned();
    for fence in ["```rust\n", "```rust,no_run\n"] {
        let mut parts = page.split(fence);
        let mut kept = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let block = part.split("\n```").next().unwrap_or_default();
            let program: String = block
                .lines()
                .filter(|line| !line.contains("// ANCHOR"))
                .map(|line| line.strip_prefix("# ").unwrap_or(line))
                .filter(|line| !line.is_empty() && *line != "#")
                .collect();
            let is_new = programs.insert(fence.to_owned() + &program);
            kept += if is_new { fence } else { "```text\n" };
            kept += part;
        }
        page = kept;
    }
    page
}

/// Writes one page for skeptic, without the blocks that are verified elsewhere:
/// trybuild takes what must not compile, `tests/proofs.rs` takes the proofs.
fn write_page(path: &Path, content: &str) -> Result<PathBuf, Box<dyn Error>> {
    let content = content
        .replace("```rust,compile_fail", "```text")
        .replace("```rust,proof", "```text");
    fs::write(path, content + TEMPLATE)?;
    // Skeptic has cargo watch these files. An old date keeps cargo from taking
    // them for a change and running this script again.
    File::options()
        .write(true)
        .open(path)?
        .set_modified(SystemTime::UNIX_EPOCH)?;
    Ok(path.to_owned())
}
