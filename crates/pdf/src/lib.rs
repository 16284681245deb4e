//! Writes a document as a tagged PDF (PDF/UA-1).
