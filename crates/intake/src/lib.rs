//! From files to standard tables and findings, one module a format.
//!
//! [`read`] takes files and folders in any mix, tells what each is from its content, and gives one
//! [`Reading`] for each thing that a council would call one delivery: an Annex A workbook, a folder of
//! Standard Safeguarding Dataset files, a folder of local tables, a file of published figures. What is
//! doubtful or not understood becomes findings in the reading; a file that can't be used at all is a
//! [`Fault`], and then nothing is read.

mod annex_a;
mod builder;
mod classify;
mod coverage;
mod dfe;
mod encoding;
mod findings;
pub mod grid;
mod headings;
mod limits;
mod mapping;
mod parquet_file;
mod read;
mod reading;
mod sink;
mod source;
mod table_file;
mod text;
mod value;
mod workbook;

pub use limits::Limits;
pub use mapping::Mapping;
pub use read::read;
pub use reading::{Fault, Kind, MappedColumn, Options, Reading, SourceFile};
pub use sink::unknown_code;
pub use workbook::{XlsReader, xls_child_main};
