//! What the commands around the site share: the records, and a runtime to work in.

use crate::cli::{Cli, Database};
use council::{Failure, Result};
use records::Records;
use std::path::Path;
use store::Store;
use web::backup::RECORDS_FILE;

/// Runs what is asynchronous.
pub fn run<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(work)
}

/// The address of the database, where one is given.
pub fn address(database: &Database) -> Result<Option<String>> {
    let given = match (&database.database, &database.database_file) {
        (Some(address), _) => Some(address.clone()),
        (None, Some(file)) => {
            let text =
                std::fs::read_to_string(file).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
            Some(text.trim().to_owned())
        }
        (None, None) => None,
    };
    if let Some(address) = &given
        && has_password(address)
        && std::env::args().any(|argument| argument.contains(address.as_str()))
    {
        return Err(Failure::new(
            "the address of the database holds a password, and others on this machine can read the command line: give \
             it in the environment variable DERWENT_DATABASE, or in a file with --database-file",
        ));
    }
    Ok(given)
}

/// Whether an address has a password before its host.
fn has_password(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let before_path = rest.split('/').next().unwrap_or(rest);
    before_path.rsplit_once('@').is_some_and(|(user, _)| user.contains(':')) || address.contains("password=")
}

/// The records of a data folder that is there.
pub async fn records(cli: &Cli, database: &Database) -> Result<Records> {
    Store::open(&cli.data)?;
    match address(database)? {
        Some(address) => Ok(Records::open(&address).await?),
        None => {
            let path = cli.data.join(RECORDS_FILE);
            web::backup::private(&path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
            Ok(Records::sqlite_at(&path).await?)
        }
    }
}

/// Writes text to a new file that its owner alone may read.
pub fn write_private(path: &Path, text: &str) -> Result {
    if path.exists() {
        return Err(Failure::new(format!("{} is there already: name a new file", path.display())));
    }
    let wrong = |error| Failure::new(format!("{}: {error}", path.display()));
    web::backup::private(path).and_then(|()| std::fs::write(path, text)).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::has_password;

    #[test]
    fn a_password_in_an_address_is_seen() {
        for with in ["postgres://a:b@host/name", "postgresql://a:@host", "postgres://host/name?password=x"] {
            assert!(has_password(with), "{with}");
        }
        for without in ["postgres://a@host:5432/name", "postgres://host:5432/name", "sqlite:///a/b:c@d"] {
            assert!(!has_password(without), "{without}");
        }
    }
}
