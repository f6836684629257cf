// Finishes a built book for its site:
// npm --prefix tests/web run finish -- BOOK_DIR [ADDRESS]
//
// The search reads what the pages show: of proofs the claims, of exercises the
// task, of plots the titles, and not the index over that. So the rest goes. If ADDRESS says where the book will stand, links
// to it get a picture, whose address has to be absolute.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [directory, address] = process.argv.slice(2);
if (!directory) throw new Error('say which book, and where it will stand: BOOK_DIR [ADDRESS]');

// Paths start where npm was called, not in this folder.
const book = resolve(process.env.INIT_CWD ?? '', directory);
const files = readdirSync(book);

const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': '\'', '&#x27;': '\'', '&amp;': '&' };
const textOf = (html) => html.replace(/<[^>]*>/g, '').replace(/&\S+?;/g, (it) => entities[it] ?? it);
const inOneLine = (text) => text.replace(/\s+/g, ' ').trim();

/**
 * Of each block with hidden lines in a page: all of it, and what is shown. The
 * code of an exercise explains nothing, and is not to be found.
 */
function withHiddenLines(page) {
  const html = readFileSync(`${book}/${page}`, 'utf8');
  return [...html.matchAll(/<code class="[^"]*language-rust[^]*?<\/code>/g)]
    .map(([code]) => [
      code,
      /^<code class="[^"]*exercise/.test(code) ? '' : code.replace(/<span class="boring">[^]*?<\/span>/g, ' '),
    ])
    .filter(([all, shown]) => all !== shown)
    .map((texts) => texts.map(textOf).map(inOneLine));
}

/** Of each plot in a page: its title, and the numbers in its table's last row. */
function plots(page) {
  const html = readFileSync(`${book}/${page}`, 'utf8');
  return [...html.matchAll(/<figcaption>([^]*?)<\/figcaption>([^]*?)<\/figure>/g)]
    .filter(([, , rest]) => rest.includes('class="plot"'))
    .map(([, title, rest]) => {
      const row = rest.slice(rest.lastIndexOf('<tr>'));
      const numbers = [...row.matchAll(/<td>([^]*?)<\/td>/g)].slice(1);
      return [title, numbers.map(([, number]) => number).join(' ')].map(textOf).map(inOneLine);
    });
}

/** The title stands there twice, since the plot has it, too. */
function withoutNumbers(text, [title, last]) {
  const start = text.indexOf(`${title} ${title}`);
  const end = text.indexOf(last, start) + last.length;
  return start < 0 ? text : text.slice(0, start) + title + text.slice(end);
}

const search = 'window.search = Object.assign(window.search, JSON.parse(\'';
for (const file of files.filter((name) => /^searchindex.*\.js$/.test(name))) {
  const script = readFileSync(`${book}/${file}`, 'utf8');
  if (!script.startsWith(search)) throw new Error(`${file} is not what mdBook 0.5.4 writes`);
  const window = { search: {} };
  new Function('window', script)(window);
  const { doc_urls, index } = window.search;
  const [hidden, drawn] = [{}, {}];
  const docs = Object.fromEntries(
    Object.entries(index.documentStore.docs).map(([number, { title, body }]) => {
      if (body.includes('Break it')) {
        return [number, { title, body: body.replace(/(?:#\[(?:tokio::)?test\b|Break it)[^]*/, '') }];
      }
      const [page] = doc_urls[number].split('#');
      const shown = (hidden[page] ??= withHiddenLines(page)).reduce(
        (text, [all, some]) => text.replace(all, () => some),
        inOneLine(body),
      );
      let told = (drawn[page] ??= plots(page)).reduce(withoutNumbers, shown);
      if (doc_urls[number].endsWith('#exercise')) told = told.replace(/This command copies that[^]*/, '');
      return [number, { title, body: told.replaceAll(' ✓', '') }];
    }),
  );
  const rest = JSON.stringify({ doc_urls, index: { documentStore: { docs } } });
  const quoted = rest.replaceAll('\\', '\\\\').replaceAll('\'', '\\\'');
  writeFileSync(`${book}/${file}`, `${search}${quoted}'));`);
}

if (address) {
  const base = new URL(address.replace(/\/?$/, '/')).href;
  const picture = 'link.png';
  copyFileSync(fileURLToPath(new URL(picture, import.meta.url)), `${book}/${picture}`);
  const place = '<meta property="og:type" content="article">';
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    const html = readFileSync(`${book}/${file}`, 'utf8');
    const tags = [
      ['og:url', base + file.replace(/^index\.html$/, '')],
      ['og:image', base + picture],
      ['og:image:width', '1200'],
      ['og:image:height', '630'],
      ['og:image:alt', 'The title of the book, and a sentence with a green tick'],
    ].map(([name, content]) => `<meta property="${name}" content="${content}">`);
    writeFileSync(
      `${book}/${file}`,
      html.replace(place, [place, ...tags].join('\n    ')),
    );
  }
}
