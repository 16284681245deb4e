//! Writes the sample performance report, with invented figures, as a workbook to the file named by the first argument:
//! `cargo run -p spreadsheet --example workbook -- sample.xlsx`.

#[path = "../../report/examples/sample/figures.rs"]
mod figures;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name the file to write, for instance sample.xlsx")?;
    std::fs::write(path, spreadsheet::write(&report::performance(&figures::input()))?)?;
    Ok(())
}
