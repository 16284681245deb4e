//! Writes a sample performance report, with invented figures, to the file named by the first argument:
//! `cargo run -p word --example sample_word -- sample.docx`.

#[path = "../../report/examples/sample/figures.rs"]
mod figures;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name the file to write, for instance sample.docx")?;
    let document = report::performance(&figures::input());
    std::fs::write(path, word::write(&document)?)?;
    Ok(())
}
