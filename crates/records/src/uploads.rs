//! Uploads: files on their way from a browser to a delivery.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde::{Deserialize, Serialize};

use crate::entity::upload;
use crate::error::there;
use crate::value::{day_if, day_text, from_json, hex, json_text, limited, micros, random, time};
use crate::{Error, Records, Result};

/// How far an upload has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UploadState {
    /// Files are coming in.
    Receiving,
    /// All files are there.
    Ready,
    /// The mapping was shown.
    Previewed,
    /// Being imported.
    Importing,
    /// Imported.
    Done,
    /// It went wrong; the message says what to do.
    Failed,
    /// Given up by its person.
    Cancelled,
    /// None of what was sent could be taken; the message says why.
    Refused,
}

impl UploadState {
    /// All, in order.
    pub const ALL: [UploadState; 8] = [
        UploadState::Receiving,
        UploadState::Ready,
        UploadState::Previewed,
        UploadState::Importing,
        UploadState::Done,
        UploadState::Failed,
        UploadState::Cancelled,
        UploadState::Refused,
    ];

    /// The word that the database uses.
    pub const fn word(self) -> &'static str {
        match self {
            UploadState::Receiving => "receiving",
            UploadState::Ready => "ready",
            UploadState::Previewed => "previewed",
            UploadState::Importing => "importing",
            UploadState::Done => "done",
            UploadState::Failed => "failed",
            UploadState::Cancelled => "cancelled",
            UploadState::Refused => "refused",
        }
    }

    /// Whether nothing more comes of it.
    pub const fn is_over(self) -> bool {
        matches!(self, UploadState::Done | UploadState::Failed | UploadState::Cancelled | UploadState::Refused)
    }

    fn parse(word: &str) -> Result<UploadState> {
        UploadState::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| Error::Damaged(format!("‘{word}’ is no state of an upload")))
    }

    /// Whether an upload may go from this state to another. Failing and cancelling end it; done is done.
    fn may_become(self, next: UploadState) -> bool {
        use UploadState::{Cancelled, Done, Failed, Importing, Previewed, Ready, Receiving, Refused};
        match next {
            Receiving | Refused => self == Receiving,
            Ready => matches!(self, Receiving | Ready | Previewed),
            Previewed => matches!(self, Ready | Previewed),
            Importing => matches!(self, Ready | Previewed),
            Done => self == Importing,
            Failed | Cancelled => !self.is_over(),
        }
    }
}

/// A file of an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadedFile {
    /// Its name as its person knows it: to be shown, never to be opened.
    pub shown: String,
    /// Its name in the upload's folder.
    pub stored: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes in hexadecimal digits.
    pub sha256: String,
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// How far it has come.
    pub state: UploadState,
    /// The name of its folder: 32 random hexadecimal digits, for the caller to place.
    pub folder: String,
    /// Its files.
    pub files: Vec<UploadedFile>,
    /// The data date, once known.
    pub data_date: Option<Date>,
    /// What came of it, in sentences.
    pub message: String,
    /// The numbers of the deliveries that it became.
    pub deliveries: Vec<u64>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// An upload that a process left when it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abandoned {
    /// Its number.
    pub id: i64,
    /// The name of its folder, to be removed.
    pub folder: String,
}

fn from_row(row: upload::Model) -> Result<Upload> {
    Ok(Upload {
        id: row.id,
        account_id: row.account_id,
        state: UploadState::parse(&row.state)?,
        folder: row.folder,
        files: from_json(&row.files)?,
        data_date: day_if(row.data_date.as_deref())?,
        message: row.message,
        deliveries: from_json(&row.deliveries)?,
        created_at: time(row.created_at)?,
        updated_at: time(row.updated_at)?,
    })
}

impl Records {
    /// Begins an upload.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn begin_upload(&self, account: i64, now: Timestamp) -> Result<Upload> {
        let row = upload::ActiveModel {
            account_id: Set(account),
            state: Set(UploadState::Receiving.word().into()),
            folder: Set(hex(&random::<16>()?)),
            files: Set("[]".into()),
            message: Set(String::new()),
            deliveries: Set("[]".into()),
            created_at: Set(micros(now)),
            updated_at: Set(micros(now)),
            ..Default::default()
        };
        let write = self.write().await?;
        let row = row.insert(&*write).await?;
        write.commit().await?;
        from_row(row)
    }

    /// Notes what is new of an upload: its state, files, data date, message and deliveries. Its number, owner and
    /// folder stay.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] when it can't come to that state any more, as when it was cancelled meanwhile.
    pub async fn put_upload(&self, upload: &Upload, now: Timestamp) -> Result<Upload> {
        let write = self.write().await?;
        let row = upload::Entity::find_by_id(upload.id).lock_exclusive().one(&*write).await?;
        let row = there(row, "upload", upload.id)?;
        let state = UploadState::parse(&row.state)?;
        if !state.may_become(upload.state) {
            return Err(Error::Conflict(format!(
                "This upload is {} and can’t become {}. Start a new one.",
                state.word(),
                upload.state.word()
            )));
        }
        let mut row: upload::ActiveModel = row.into();
        row.state = Set(upload.state.word().into());
        row.files = Set(json_text(&upload.files)?);
        row.data_date = Set(day_text(upload.data_date));
        row.message = Set(limited("The message", &upload.message, 20_000)?);
        row.deliveries = Set(json_text(&upload.deliveries)?);
        row.updated_at = Set(micros(now));
        let row = row.update(&*write).await?;
        write.commit().await?;
        from_row(row)
    }

    /// An upload.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such upload.
    pub async fn upload(&self, id: i64) -> Result<Upload> {
        from_row(there(upload::Entity::find_by_id(id).one(&self.connection).await?, "upload", id)?)
    }

    /// The latest uploads, newest first: of an account, or of all.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn uploads(&self, account: Option<i64>, limit: u64) -> Result<Vec<Upload>> {
        let mut find = upload::Entity::find().order_by_desc(upload::Column::Id).limit(limit);
        if let Some(account) = account {
            find = find.filter(upload::Column::AccountId.eq(account));
        }
        find.all(&self.connection).await?.into_iter().map(from_row).collect()
    }

    /// At the start of the server: uploads that were being received or imported when the process before ended have
    /// failed, with a message that says what to do. Gives their folders, to be removed.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn abandon_unfinished(&self, now: Timestamp) -> Result<Vec<Abandoned>> {
        const RECEIVING: &str =
            "Derwent stopped before all files had arrived, and nothing was kept. Upload them again.";
        const IMPORTING: &str = "Derwent stopped while it was importing these files. Look under deliveries whether the \
                                 delivery is there; if it isn’t, nothing was kept: upload the files again.";
        let write = self.write().await?;
        let mut abandoned = Vec::new();
        for (state, message) in [(UploadState::Receiving, RECEIVING), (UploadState::Importing, IMPORTING)] {
            let rows = upload::Entity::find()
                .filter(upload::Column::State.eq(state.word()))
                .order_by_asc(upload::Column::Id)
                .all(&*write)
                .await?;
            for row in rows {
                abandoned.push(Abandoned { id: row.id, folder: row.folder.clone() });
                let mut row: upload::ActiveModel = row.into();
                row.state = Set(UploadState::Failed.word().into());
                row.message = Set(message.into());
                row.updated_at = Set(micros(now));
                row.update(&*write).await?;
            }
        }
        write.commit().await?;
        Ok(abandoned)
    }
}
