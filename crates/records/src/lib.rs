//! What people write in the web application: accounts and what they sign in with, sessions, drafts and their
//! clearances, matters arising, notes, settings, uploads, and the access log, in SQLite or PostgreSQL.
//!
//! There are no child-level extracts here, no clock (what needs the time takes `now`) and no HTTP. Everything is a
//! method of [`Records`]. What changes more than one row does so in one transaction, and rows of the tables that are
//! only ever added to (the access log, issues, revisions, histories) can't be changed or deleted: the database refuses.

mod access_log;
mod account_history;
mod accounts;
mod codes;
mod connection;
mod entity;
mod error;
mod links;
mod log_verify;
mod log_writer;
mod migration;
mod passwords;
mod restricted;
mod role;
mod sessions;
mod throttle;
mod tokens;
mod value;

pub use access_log::{Access, Entry, Head, Page, Search};
pub use account_history::AccountChange;
pub use accounts::{Account, Oidc, Profile};
pub use codes::{CodeCheck, CodeSecret};
pub use connection::Records;
pub use error::{Error, Result};
pub use links::{Link, LinkPurpose, LinkSeen};
pub use log_verify::{Broken, Verified};
pub use log_writer::LogWriter;
pub use passwords::{PasswordCost, SignIn, password_faults};
pub use restricted::Opening;
pub use role::Role;
pub use sessions::{Session, SessionSeen};
pub use tokens::{ApiToken, NewToken};
pub use value::{Secret, sha256_hex};
