//! Writes the sample performance report as a PDF to the file named by the first argument:
//! `cargo run -p pdf --example sample_pdf -- sample.pdf`.

#[path = "../../report/examples/sample/figures.rs"]
mod figures;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name the file to write, for instance sample.pdf")?;
    let document = report::performance(&figures::input());
    std::fs::write(path, pdf::write(&document)?)?;
    Ok(())
}
