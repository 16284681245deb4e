//! What people write in the web application: accounts and what they sign in with, sessions, drafts and their
//! clearances, matters arising, notes, settings, uploads, and the access log, in SQLite or PostgreSQL.
//!
//! There are no child-level extracts here, no clock (what needs the time takes `now`) and no HTTP. Everything is a
//! method of [`Records`]. What changes more than one row does so in one transaction, and rows of the tables that are
//! only ever added to (the access log, issues, revisions, histories) can't be changed or deleted: the database refuses.

mod access_log;
mod account_history;
mod accounts;
mod annotations;
mod blocks;
mod changes;
mod clearances;
mod codes;
mod connection;
mod content;
pub mod deadlines;
mod dismissals;
mod dump;
mod entity;
mod error;
mod freezes;
mod issues;
mod links;
mod log_verify;
mod log_writer;
mod migration;
mod passwords;
mod questions;
mod recent;
mod reopen;
mod reports;
mod restore;
mod restricted;
mod role;
mod row_notes;
mod sessions;
mod settings_history;
mod throttle;
mod tokens;
mod uploads;
mod value;
mod waiting;

pub use access_log::{Access, Entry, Head, Page, Search};
pub use account_history::AccountChange;
pub use accounts::{Account, Oidc, Profile};
pub use annotations::Annotation;
pub use blocks::{Block, BlockRevision, BlockStart, Saved};
pub use changes::{Actor, Change};
pub use clearances::{Ask, Clearance, Decision, DecisionWord, PublicCheck};
pub use codes::{CodeCheck, CodeSecret};
pub use connection::Records;
pub use content::Content;
pub use dismissals::Dismissal;
pub use dump::Dumped;
pub use error::{Error, Result};
pub use freezes::Freeze;
pub use issues::{BegunIssue, Edition, Issue, IssuedFile};
pub use links::{Link, LinkPurpose, LinkSeen};
pub use log_verify::{Broken, Verified};
pub use log_writer::LogWriter;
pub use passwords::{PasswordCost, SignIn, password_faults};
pub use questions::{Question, QuestionEdit, QuestionRevision, QuestionStatus};
pub use reports::{Exempt, NewReport, Report, ReportEdit, ReportEvent, ReportStatus};
pub use restricted::{Opening, OpeningSeen};
pub use role::Role;
pub use row_notes::{RowNote, RowNoteRevision, RowNoteText};
pub use sessions::{Session, SessionSeen};
pub use settings_history::{SettingChange, SettingKind};
pub use tokens::{ApiToken, NewToken};
pub use uploads::{Abandoned, Upload, UploadState, UploadedFile};
pub use value::{Secret, sha256_hex};
pub use waiting::Waiting;
