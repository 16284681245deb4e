//! `log`: whether the access log is as it was written.

use crate::cli::{Cli, Log, LogWhat};
use crate::commands::site;
use council::{Failure, Result};
use records::Head;

/// `derwent log`
pub fn log(cli: &Cli, args: &Log) -> Result {
    let LogWhat::Verify { entry, hash } = &args.what;
    let noted = entry.zip(hash.clone()).map(|(seq, hash)| Head { seq, hash });
    site::run(async {
        let records = site::records(cli, &args.database).await?;
        match records.verify_log_against(noted.as_ref()).await? {
            Ok(verified) => {
                say(verified.entries, &verified.last_hash);
                Ok(())
            }
            Err(broken) => Err(Failure::new(broken.to_string())),
        }
    })
}

#[expect(clippy::print_stdout, reason = "the result of the command")]
fn say(entries: i64, hash: &str) {
    if entries == 0 {
        println!("The access log is empty.");
    } else {
        println!("The access log is as it was written: {entries} entries. The last one’s hash is {hash}");
    }
}
