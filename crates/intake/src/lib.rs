//! From files to standard tables and findings, one module a format.
