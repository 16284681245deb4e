//! `backup` and `restore`.

use crate::cli::{Backup, Cli, Restore};
use crate::commands::site;
use crate::say::Voice;
use council::Result;
use jiff::Timestamp;
use web::backup;

/// `derwent backup`
pub fn backup(cli: &Cli, args: &Backup, voice: &Voice) -> Result {
    site::run(async {
        let records = site::records(cli, &args.database).await?;
        voice.doing("Making a backup");
        let done = backup::make(&cli.data, &records, &args.out, &crate::who(), Timestamp::now()).await?;
        voice.done();
        voice.say(&format!(
            "{}: {} files of {} megabytes and {} rows of records. It holds all that the data folder holds: keep it as \
             safe",
            args.out.display(),
            done.files,
            done.bytes / 1_000_000,
            done.rows
        ));
        Ok(())
    })
}

/// `derwent restore`
pub fn restore(cli: &Cli, args: &Restore, voice: &Voice) -> Result {
    site::run(async {
        let database = site::address(&args.database)?;
        voice.doing("Restoring a backup");
        let done = backup::restore(&args.file, &cli.data, database.as_deref()).await?;
        site::records(cli, &args.database).await?.withdraw_access(Timestamp::now()).await?;
        voice.done();
        voice.say(&format!(
            "{}: {} files and {} rows of records; everybody must sign in again, and tokens \
             of the API and links for a password must be made again",
            cli.data.display(),
            done.files,
            done.rows
        ));
        Ok(())
    })
}
