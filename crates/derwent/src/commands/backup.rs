//! `backup` and `restore`.

use crate::cli::{Backup, Cli, Restore};
use crate::commands::site;
use crate::say::Voice;
use council::Result;
use jiff::Timestamp;
use records::Actor;
use web::backup;

/// `derwent backup`
pub fn backup(cli: &Cli, args: &Backup, voice: &Voice) -> Result {
    site::run(async {
        let records = site::records(cli, &args.database).await?;
        voice.doing("Making a backup");
        let done =
            backup::make(&cli.data, &records, &args.out, &Actor::command_line(&crate::who()), Timestamp::now()).await?;
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
        let who = Actor::command_line(&crate::who());
        let done = backup::restore(&args.file, &cli.data, database.as_deref(), (&who, Timestamp::now())).await?;
        voice.done();
        voice.say(&format!(
            "{}: {} files and {} rows of records; everybody must sign in again, and tokens \
             of the API and links for a password must be made again. Accounts, roles and passwords are those of \
             {}: close what was closed since, and set anew what was changed since",
            cli.data.display(),
            done.files,
            done.rows,
            web::clock::moment(done.made_at)
        ));
        Ok(())
    })
}
