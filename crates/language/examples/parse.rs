//! Prints the tokens and names of a text from standard input: `cargo run --example parse < text`.
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::io::Read as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let model = variorum_language::Model::english()?;
    let doc = model.parse(&text);
    for sentence in &doc.sentences {
        for i in sentence.clone() {
            println!(
                "{}\t{}\t{}\t{}\t{}\t{}\t{}",
                i,
                &text[doc.span(i)],
                doc.lemma(i),
                doc.pos(i),
                doc.tag(i),
                doc.head(i),
                doc.dep(i)
            );
        }
        println!();
    }
    for name in &doc.names {
        println!("{}\t{}", doc.name_label(name), &text[doc.span_of(name.tokens.clone())]);
    }
    Ok(())
}
