//! The commands around the site: serving it, its accounts, its log, backups.

use clap::{Args, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where the records are: accounts, reports, the access log.
#[derive(Debug, Args)]
pub struct Database {
    /// The database of accounts, reports and the access log: postgres://USER@HOST/NAME; SQLite in the data folder by
    /// default
    ///
    /// An address with a password in it must come from the environment variable or from --database-file, not from the
    /// command line, where others on the machine could read it.
    #[arg(long, global = true, env = "DERWENT_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// A file that holds the address of the database
    #[arg(
        long,
        global = true,
        env = "DERWENT_DATABASE_FILE",
        hide_env_values = true,
        value_name = "FILE",
        conflicts_with = "database"
    )]
    pub database_file: Option<PathBuf>,
}

/// `derwent serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen
    #[arg(
        long,
        env = "DERWENT_LISTEN",
        hide_env_values = true,
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS:PORT"
    )]
    pub listen: SocketAddr,
    /// What people type to get here, with https:// before it; no other name is answered to
    #[arg(long, env = "DERWENT_ADDRESS", hide_env_values = true, value_name = "URL")]
    pub address: Option<String>,
    /// The certificate, a PEM file with those between it and its authority after it; read again when it changes
    #[arg(long, env = "DERWENT_TLS_CERT", hide_env_values = true, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate’s private key, a PEM file
    #[arg(long, env = "DERWENT_TLS_KEY", hide_env_values = true, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Listen beyond this machine without TLS; only together with --behind-a-proxy
    #[arg(long)]
    pub plain_http: bool,
    /// A proxy in front serves TLS, and its word on who calls (X-Forwarded-For) is taken
    #[arg(long)]
    pub behind_a_proxy: bool,
    /// The council’s identity provider (OpenID Connect): a TOML file, see docs/SECURITY.md
    #[arg(long, env = "DERWENT_OIDC", hide_env_values = true, value_name = "FILE")]
    pub oidc: Option<PathBuf>,
    /// Sign people out who do nothing for so many minutes
    #[arg(long, env = "DERWENT_IDLE_MINUTES", hide_env_values = true, default_value_t = 30, value_name = "MINUTES",
          value_parser = clap::value_parser!(u64).range(1..=1440))]
    pub idle_minutes: u64,
    /// Sign everybody out after so many hours
    #[arg(long, env = "DERWENT_SESSION_HOURS", hide_env_values = true, default_value_t = 10, value_name = "HOURS",
          value_parser = clap::value_parser!(u64).range(1..=168))]
    pub session_hours: u64,
    /// Where the records are
    #[command(flatten)]
    pub database: Database,
}

/// `derwent accounts`
#[derive(Debug, Args)]
pub struct Accounts {
    /// What to do
    #[command(subcommand)]
    pub what: AccountsWhat,
    /// Where the records are
    #[command(flatten)]
    pub database: Database,
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountsWhat {
    /// List the accounts, their roles and scope
    List,
    /// Make one account a role, to try the site with; only where the authority is made up
    ///
    /// Managers get the team and the service with the most open work, the practitioner its busiest worker. Each gets a
    /// random password, which is printed once. An account that is there already gets a new one.
    Demo {
        /// Write the names and passwords to this file too, which only you can read
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Make a one-time link with which a person sets a new password
    Link {
        /// The username
        user: String,
        /// What people type to get to the site; the link begins with it
        #[arg(
            long,
            env = "DERWENT_ADDRESS",
            hide_env_values = true,
            default_value = "http://localhost:8080",
            value_name = "URL"
        )]
        address: String,
        /// How long it works, in hours
        #[arg(long, default_value_t = 24, value_name = "HOURS", value_parser = clap::value_parser!(i64).range(1..=168))]
        hours: i64,
    },
}

/// `derwent log`
#[derive(Debug, Args)]
pub struct Log {
    /// What to do
    #[command(subcommand)]
    pub what: LogWhat,
    /// Where the records are
    #[command(flatten)]
    pub database: Database,
}

/// What to do with the access log.
#[derive(Debug, Subcommand)]
pub enum LogWhat {
    /// Check that no entry of the access log was altered, left out or added
    ///
    /// Each entry carries the hash of the one before. Prints the number of the last entry and its hash: note both
    /// elsewhere, and give them the next time, which shows what nothing in the database can: a log cut short, or made
    /// anew.
    Verify {
        /// The number of an entry that was noted elsewhere
        #[arg(long, value_name = "NUMBER", requires = "hash")]
        entry: Option<i64>,
        /// Its hash
        #[arg(long, value_name = "HASH", requires = "entry")]
        hash: Option<String>,
    },
}

/// `derwent backup`
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write, which must not be there yet
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Where the records are
    #[command(flatten)]
    pub database: Database,
}

/// `derwent restore`
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where the records go: an empty database
    #[command(flatten)]
    pub database: Database,
}
