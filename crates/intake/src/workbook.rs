//! Workbooks (xlsx, xls), cell by cell under limits.
//!
//! Called from `read`: `is_workbook(head: &[u8]) -> bool` on the first bytes of a file (zip and OLE magic), and
//! `read(path: &Path, limits: &Limits) -> Result<Vec<Sheet>, Fault>`.
