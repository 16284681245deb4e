//! The child process that reads old xls files, on its own, for the tests of this crate. The program itself is
//! its own child: see `intake::xls_child_main`.

use std::process::ExitCode;

fn main() -> ExitCode {
    intake::xls_child_main(std::env::args_os().skip(1))
}
