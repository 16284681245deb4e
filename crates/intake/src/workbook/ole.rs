//! What an OLE file (the container of old xls files, and of password-protected new ones) holds.

use std::io::{self, Read, Seek, SeekFrom};

/// What it holds, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// An encrypted package: a workbook (or document) saved with a password.
    Encrypted,
    /// An xls workbook.
    Workbook,
    /// Something else.
    Other,
}

/// Bytes of a directory entry; entries stand at multiples of it, because sectors have 512 or 4,096 bytes.
const ENTRY: usize = 128;

/// Looks at every place where a directory entry could stand for the names of the streams that tell. The chains
/// of sectors are not followed: a damaged file is still told apart, and no chain can lead in circles.
pub(crate) fn content(file: &mut (impl Read + Seek), length: u64) -> io::Result<Content> {
    file.seek(SeekFrom::Start(0))?;
    let mut found = Content::Other;
    let mut block = vec![0; 512 * ENTRY];
    let mut left = length;
    while left > 0 {
        let size = block.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        file.read_exact(&mut block[..size])?;
        left -= size as u64;
        for entry in block[..size].chunks_exact(ENTRY) {
            match name(entry).as_deref() {
                Some("EncryptedPackage" | "EncryptionInfo") => return Ok(Content::Encrypted),
                Some("Workbook" | "Book") => found = Content::Workbook,
                _ => {}
            }
        }
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(found)
}

/// The name in a directory entry of a stream: UTF-16 in the first 64 bytes, its length with the final zero in
/// the next two, then the kind of the entry (2 is a stream).
fn name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
    if entry[66] != 2 || !(4..=64).contains(&length) || !length.is_multiple_of(2) {
        return None;
    }
    let units = entry[..length - 2].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}
