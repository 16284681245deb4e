//! The workbook's language. It stands among the properties of the file, where the library that writes workbooks has
//! no place for it.

use crate::Error;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipArchive, ZipWriter};

/// The part of the file with the properties, and how it ends.
const PROPERTIES: &str = "docProps/core.xml";
const END: &str = "</cp:coreProperties>";

/// The workbook with British English as its language; all other parts are copied as they are.
pub fn set(workbook: Vec<u8>) -> Result<Vec<u8>, Error> {
    let mut archive = ZipArchive::new(Cursor::new(workbook))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut part = archive.by_index(i)?;
        if part.name()? != PROPERTIES {
            drop(part);
            out.raw_copy_file(archive.by_index_raw(i)?)?;
            continue;
        }
        let mut xml = String::new();
        part.read_to_string(&mut xml)?;
        let xml = xml.replacen(END, &format!("<dc:language>en-GB</dc:language>{END}"), 1);
        out.start_file(PROPERTIES, SimpleFileOptions::default().last_modified_time(DateTime::default()))?;
        out.write_all(xml.as_bytes())?;
    }
    Ok(out.finish()?.into_inner())
}
