//! `accounts`: listing them, making those of a demonstration, one-time links.

use crate::cli::{Accounts, AccountsWhat, Cli, Format, Output};
use crate::commands::site;
use crate::say::Voice;
use crate::sheet::{Print, Sheet};
use council::{Failure, Result};
use jiff::{SignedDuration, Timestamp};
use records::{LinkPurpose, Records};
use std::path::Path;
use store::Store;
use web::{demo, sign_in};

/// Letters of a random password: none that look like another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";

/// `derwent accounts`
pub fn accounts(cli: &Cli, args: &Accounts, voice: &Voice) -> Result {
    site::run(async {
        let records = site::records(cli, &args.database).await?;
        match &args.what {
            AccountsWhat::List => list(&records).await,
            AccountsWhat::Demo { out } => demonstration(cli, &records, out.as_deref(), voice).await,
            AccountsWhat::Link { user, address, hours } => link(&records, user, address, *hours).await,
        }
    })
}

async fn list(records: &Records) -> Result {
    let columns = ["username", "name", "roles", "teams", "services", "worker", "names", "signed in", "closed"];
    let mut sheet = Sheet::new("accounts", &columns);
    let day = |at: Option<Timestamp>| at.map(|at| at.strftime("%Y-%m-%d").to_string()).unwrap_or_default();
    for account in records.accounts().await? {
        let profile = account.profile;
        let list = |words: Vec<&str>| words.join(", ");
        sheet.push([
            profile.username.clone(),
            profile.display_name.clone(),
            list(profile.roles.iter().map(|role| role.word()).collect()),
            list(profile.teams.iter().map(String::as_str).collect()),
            list(profile.services.iter().map(String::as_str).collect()),
            profile.worker_id.clone().unwrap_or_default(),
            if profile.sees_names { "yes" } else { "" }.to_owned(),
            day(account.signed_in_at),
            day(account.disabled_at),
        ]);
    }
    sheet.write(&Output { format: Format::Table, out: None })
}

async fn demonstration(cli: &Cli, records: &Records, out: Option<&Path>, voice: &Voice) -> Result {
    let settings = Store::open(&cli.data)?.settings()?;
    if !settings.as_ref().is_some_and(demo::is_invented) {
        let name = settings.map(|settings| settings.name).unwrap_or_default();
        return Err(Failure::new(format!(
            "{name} is not a made-up authority: accounts with printed passwords are for trying the site with invented \
             data, as ‘make demo’ makes it. The name of a made-up authority in authority.toml says that it is invented"
        )));
    }
    let mut sheet = Sheet::new("accounts", &["username", "password", "role", "teams", "services", "worker"]);
    let now = Timestamp::now();
    for profile in demo::profiles(&cli.data)? {
        let account = match records.account_by_username(&profile.username).await? {
            Some(account) => records.update_account(account.id, &profile, None, now).await?,
            None => records.create_account(&profile, None, now).await?,
        };
        let password = password()?;
        records.set_password(account.id, &password, None, now).await?;
        let list = |words: Vec<&str>| words.join(", ");
        sheet.push([
            profile.username.clone(),
            password,
            list(profile.roles.iter().map(|role| role.title()).collect()),
            list(profile.teams.iter().map(String::as_str).collect()),
            list(profile.services.iter().map(String::as_str).collect()),
            profile.worker_id.clone().unwrap_or_default(),
        ]);
    }
    if let Some(path) = out {
        let mut text = String::from("username,password\n");
        for row in &sheet.rows {
            text.push_str(&format!("{},{}\n", row[0], row[1]));
        }
        site::write_private(path, &text)?;
        voice.say(&format!("Usernames and passwords are also in {}", path.display()));
    }
    sheet.write(&Output { format: Format::Table, out: None })
}

/// Sixteen random letters in fours: 80 bits.
fn password() -> Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Failure::new(format!("no random bytes from the system: {error}")))?;
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    Ok(letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-"))
}

#[expect(clippy::print_stdout, reason = "the link is the result of the command")]
async fn link(records: &Records, user: &str, address: &str, hours: i64) -> Result {
    let now = Timestamp::now();
    let account = records
        .account_by_username(user)
        .await?
        .ok_or_else(|| Failure::new(format!("there is no account ‘{user}’: ‘derwent accounts list’ lists them")))?;
    let purpose = if account.has_password { LinkPurpose::PasswordReset } else { LinkPurpose::Invitation };
    let link = records.make_link(account.id, purpose, SignedDuration::from_hours(hours), None, now).await?;
    println!("{}{}", address.trim_end_matches('/'), sign_in::link_path(&link));
    Ok(())
}
