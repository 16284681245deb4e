//! Writes a document's tables as an Excel workbook.
