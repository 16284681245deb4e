//! Writes a sample performance report, with invented figures, to the file named by the first argument:
//! `cargo run -p report --example sample -- sample.html`.

#[path = "sample/figures.rs"]
mod figures;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name the file to write, for instance sample.html")?;
    let document = report::performance(&figures::input());
    std::fs::write(path, report::html::write(&document))?;
    Ok(())
}
