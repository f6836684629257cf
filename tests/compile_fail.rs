//! Every program that must not compile, against the compiler's full message.

#[test]
fn the_compiler_says_what_the_pages_quote() {
    trybuild::TestCases::new().compile_fail("listings/*/fail/*.rs");
}
