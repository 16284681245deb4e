//! Writes a document as a Word file.
