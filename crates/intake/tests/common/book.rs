//! Workbooks made for tests.

#![allow(dead_code)] // Each test file uses a part of it.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// A cell of a made-up workbook: `2023-07-31` is written as a date, whole numbers as numbers, the rest as text.
fn write(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, column: u16, text: &str, date: &Format) {
    let is_date = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    if is_date && let Ok(value) = ExcelDateTime::parse_from_str(text) {
        sheet.write_datetime_with_format(row, column, &value, date).unwrap();
    } else if let Ok(number) = text.parse::<f64>() {
        sheet.write_number(row, column, number).unwrap();
    } else if !text.is_empty() {
        sheet.write_string(row, column, text).unwrap();
    }
}

/// A workbook of sheets: a name and rows of cells, `|` between them.
pub fn book(sheets: &[(&str, &[&str])]) -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.split('|').enumerate() {
                write(sheet, row as u32, column as u16, text, &date);
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// The headings of a list, with `|` between them.
pub fn headings(list: u8) -> String {
    let names: Vec<&str> =
        standard::annex_a::list(list).unwrap().columns.iter().map(|column| column.name.as_str()).collect();
    names.join("|")
}

/// An old xls workbook of one sheet with text and numbers, in the oldest form that Excel 97 reads: no formats but
/// one for dates, no shared texts. `2023-07-31` is written as a date.
pub fn xls(name: &str, rows: &[&str]) -> Vec<u8> {
    let mut sheet = Vec::new();
    record(&mut sheet, 0x0809, &beginning(0x0010));
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.split('|').enumerate() {
            let mut place = Vec::new();
            place.extend((row as u16).to_le_bytes());
            place.extend((column as u16).to_le_bytes());
            let day = text.parse::<jiff::civil::Date>().ok();
            place.extend(u16::from(day.is_some()).to_le_bytes());
            let number = day.map(|day| f64::from(standard::date::to_days(day) + 25_569)).or(text.parse().ok());
            if let Some(number) = number {
                place.extend(number.to_le_bytes());
                record(&mut sheet, 0x0203, &place);
            } else if !text.is_empty() {
                place.extend((text.len() as u16).to_le_bytes());
                place.push(0);
                place.extend(text.bytes());
                record(&mut sheet, 0x0204, &place);
            }
        }
    }
    record(&mut sheet, 0x000A, &[]);

    let mut globals = Vec::new();
    record(&mut globals, 0x0809, &beginning(0x0005));
    for format in [0u16, 14] {
        let mut extended = vec![0; 20];
        extended[2..4].copy_from_slice(&format.to_le_bytes());
        record(&mut globals, 0x00E0, &extended);
    }
    let start = globals.len() + 4 + 8 + name.len() + 4;
    let mut bound = Vec::new();
    bound.extend((start as u32).to_le_bytes());
    bound.extend([0, 0, name.len() as u8, 0]);
    bound.extend(name.bytes());
    record(&mut globals, 0x0085, &bound);
    record(&mut globals, 0x000A, &[]);
    assert_eq!(globals.len(), start);
    globals.extend(sheet);
    ole(&[("Workbook", &globals)])
}

fn beginning(kind: u16) -> Vec<u8> {
    let mut body = vec![0; 16];
    body[..2].copy_from_slice(&0x0600_u16.to_le_bytes());
    body[2..4].copy_from_slice(&kind.to_le_bytes());
    body
}

fn record(out: &mut Vec<u8>, kind: u16, body: &[u8]) {
    out.extend(kind.to_le_bytes());
    out.extend((body.len() as u16).to_le_bytes());
    out.extend(body);
}

/// An OLE file with these streams.
pub fn ole(streams: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A zip archive of parts: a name and what it holds.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(parts, zip::CompressionMethod::Deflated)
}

/// The same, compressed or only stored, which is quicker.
pub fn zip_with(parts: &[(&str, &[u8])], method: zip::CompressionMethod) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The parts of a zip archive.
pub fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut part = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// A workbook with one part put in place of another.
pub fn with_part(workbook: &[u8], name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut parts = unzip(workbook);
    match parts.iter_mut().find(|(part, _)| part == name) {
        Some((_, old)) => *old = bytes.to_vec(),
        None => parts.push((name.to_owned(), bytes.to_vec())),
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zip(&parts)
}
