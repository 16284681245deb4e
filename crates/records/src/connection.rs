//! The way to the database: opening it, and reading and writing in transactions.

use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore};

use crate::recent::Recent;
use crate::{Error, PasswordCost, Result, migration};

/// How long a writer waits for another process that writes to the same SQLite file.
const BUSY: Duration = Duration::from_secs(20);
/// How long a caller waits for a free connection.
const ACQUIRE: Duration = Duration::from_secs(30);
/// Passwords checked at the same time: each takes 19 megabytes and a core.
const PASSWORDS_AT_ONCE: usize = 4;

/// Everything that people write, in one database. Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Records {
    pub(crate) connection: DatabaseConnection,
    /// SQLite has one writer. Those of this process queue here, in order, rather than by sleeping and trying again.
    writer: Arc<Mutex<()>>,
    pub(crate) password_cost: PasswordCost,
    pub(crate) dummy_hash: Arc<OnceLock<String>>,
    pub(crate) hashing: Arc<Semaphore>,
    pub(crate) recent: Arc<Recent>,
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a password.
        f.debug_struct("Records").field("backend", &self.connection.get_database_backend()).finish_non_exhaustive()
    }
}

impl Records {
    /// Opens the database at an address, `postgres://user:password@host/name` or `sqlite://path`, and brings its
    /// tables up to date. A SQLite file that isn't there is made.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for an address of another kind, [`Error::Database`] when the database can't be opened.
    pub async fn open(url: &str) -> Result<Records> {
        if let Some(path) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
            return Records::sqlite_at(Path::new(path)).await;
        }
        if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            return Err(Error::Invalid(
                "The address of the records database must start with postgres:// or sqlite://, for example \
                 postgres://derwent@db.example/derwent."
                    .into(),
            ));
        }
        let mut options = ConnectOptions::new(url);
        options.max_connections(16).acquire_timeout(ACQUIRE).connect_timeout(ACQUIRE).sqlx_logging(false);
        Records::connect(options).await
    }

    /// Opens the SQLite database in a file, which is made when it isn't there, and brings its tables up to date. A
    /// commit returns when it is on the disk.
    ///
    /// # Errors
    ///
    /// [`Error::Machine`] when the file can't be made, [`Error::Database`] when it can't be opened or is no SQLite
    /// database.
    pub async fn sqlite_at(path: &Path) -> Result<Records> {
        // Made here, so that nobody but its owner can ever read it: SQLite gives its companions the same rights.
        match private_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                let path = path.display();
                return Err(Error::Machine(format!("the records database {path} can’t be made: {error}")));
            }
            _ => {}
        }
        let mut options = ConnectOptions::new("sqlite::memory:");
        let path = path.to_owned();
        options.max_connections(8).acquire_timeout(ACQUIRE).sqlx_logging(false);
        options.map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .in_memory(false)
                .shared_cache(false)
                .filename(&path)
                .create_if_missing(true)
                .busy_timeout(BUSY)
                .foreign_keys(true)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
        });
        Records::connect(options).await
    }

    async fn connect(options: ConnectOptions) -> Result<Records> {
        let connection = Database::connect(options).await?;
        let records = Records {
            connection,
            writer: Arc::default(),
            password_cost: PasswordCost::default(),
            dummy_hash: Arc::default(),
            hashing: Arc::new(Semaphore::new(PASSWORDS_AT_ONCE)),
            recent: Arc::default(),
        };
        let write = records.write().await?;
        if records.is_postgres() {
            // Two processes that start at once: the second waits and finds the steps done.
            write.execute_unprepared("SELECT pg_advisory_xact_lock(7305804402566423154)").await?;
        }
        migration::Steps::up(&*write, None).await?;
        write.commit().await?;
        Ok(records)
    }

    /// The same records with another cost of a password's hash. For tests, which would otherwise wait.
    pub fn with_password_cost(mut self, cost: PasswordCost) -> Records {
        self.password_cost = cost;
        self.dummy_hash = Arc::default();
        self
    }

    /// Whether the database is PostgreSQL; otherwise it is SQLite.
    pub fn is_postgres(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Postgres
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when it doesn't answer.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.connection.ping().await?)
    }

    /// A transaction that writes. On SQLite there is one at a time. Never begin a second while holding one.
    pub(crate) async fn write(&self) -> Result<Write> {
        let guard = if self.is_postgres() { None } else { Some(self.writer.clone().lock_owned().await) };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(options).await?;
        Ok(Write { transaction, recent: Arc::clone(&self.recent), _guard: guard })
    }

    /// A transaction that writes accounts, one at a time on PostgreSQL too: what must hold of all of them together (a
    /// username is taken once, an administrator is left) can't be seen by locking one.
    pub(crate) async fn write_accounts(&self) -> Result<Write> {
        let write = self.write().await?;
        if self.is_postgres() {
            write.execute_unprepared("SELECT pg_advisory_xact_lock(7305804402566423155)").await?;
        }
        Ok(write)
    }

    /// A transaction that reads one state of everything, whatever others write meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<DatabaseTransaction> {
        let options = if self.is_postgres() {
            TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                sqlite_transaction_mode: None,
            }
        } else {
            TransactionOptions::default()
        };
        Ok(self.connection.begin_with_options(options).await?)
    }
}

/// Makes a file that isn't there yet, which only its owner can read and write.
pub(crate) fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A transaction that writes; what is not committed is undone.
pub(crate) struct Write {
    // Dropped first: the next writer begins when this one has ended.
    transaction: DatabaseTransaction,
    recent: Arc<Recent>,
    _guard: Option<OwnedMutexGuard<()>>,
}

impl Write {
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        let done = self.transaction.commit().await;
        // Also where it failed: the database may have done it and not been able to say so.
        self.recent.committed();
        done
    }

    /// Commits what touched neither accounts nor sessions, so that what is remembered of them still counts.
    pub(crate) async fn commit_apart(self) -> Result<(), DbErr> {
        self.transaction.commit().await
    }
}

impl Deref for Write {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}
