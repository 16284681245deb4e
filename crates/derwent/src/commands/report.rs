//! `report`: the month's numbers as one self-contained HTML page.

use crate::cli::{Cli, Report};
use crate::failure::Result;
use crate::folder::measuring;
use crate::say::Voice;

/// `derwent report`
pub fn report(cli: &Cli, args: &Report, voice: &Voice) -> Result {
    voice.doing("measuring");
    let _measuring = measuring(cli, args.as_at)?;
    Ok(())
}
