//! Reports from the first draft to the issued files, and the questions that the board asks of them.

table!(report, "report", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub month: String,
    pub template: String,
    pub title: String,
    pub status: String,
    pub version: i64,
    pub meeting_date: Option<String>,
    pub exempt: bool,
    pub exempt_text: String,
    pub exempt_reason: String,
    pub revision: i64,
    pub created_at: i64,
    pub created_by: i64,
    pub reopened_from: Option<i64>,
    pub reopened_reason: String,
    pub item: String,
});

table!(report_event, "report_event", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub report_id: i64,
    pub at: i64,
    pub by_account: i64,
    pub what: String,
});

table!(block, "block", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub report_id: i64,
    pub key: String,
    pub owner: Option<i64>,
    pub due: Option<String>,
    pub text: String,
    pub revision: i64,
    pub changed_at: i64,
    pub changed_by: i64,
});

table!(block_revision, "block_revision", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub block_id: i64,
    pub revision: i64,
    pub text: String,
    pub at: i64,
    pub by_account: i64,
});

table!(row_note, "row_note", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub report_id: i64,
    pub indicator: String,
    pub scope: String,
    pub story: String,
    pub action: String,
    pub owner: String,
    pub due: Option<String>,
    pub revision: i64,
    pub changed_at: i64,
    pub changed_by: i64,
});

table!(row_note_revision, "row_note_revision", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub row_note_id: i64,
    pub revision: i64,
    pub story: String,
    pub action: String,
    pub owner: String,
    pub due: Option<String>,
    pub at: i64,
    pub by_account: i64,
});

table!(report_freeze, "report_freeze", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub report_id: i64,
    pub n: i64,
    pub as_at: String,
    pub data: Vec<u8>,
    pub sha256: String,
    pub at: i64,
    pub by_account: i64,
});

table!(clearance, "clearance", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub report_id: i64,
    pub capacity: String,
    pub account_id: Option<i64>,
    pub due: Option<String>,
    pub asked_at: i64,
    pub asked_by: i64,
    pub withdrawn_at: Option<i64>,
});

table!(decision, "decision", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub clearance_id: i64,
    pub word: String,
    pub comment: String,
    pub content_hash: String,
    pub at: i64,
    pub by_account: i64,
});

table!(public_check, "public_check", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub report_id: i64,
    pub comment: String,
    pub content_hash: String,
    pub at: i64,
    pub by_account: i64,
});

table!(issue_begun, "issue_begun", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub report_id: i64,
    pub edition: String,
    pub folder: String,
    pub content_hash: String,
    pub note: String,
    pub at: i64,
    pub by_account: i64,
});

table!(issue, "issue", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub report_id: i64,
    pub version: i64,
    pub edition: String,
    pub folder: String,
    pub files: String,
    pub content_hash: String,
    pub note: String,
    pub at: i64,
    pub by_account: i64,
});

table!(question, "question", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub report_id: i64,
    pub meeting_date: String,
    pub question: String,
    pub asked_by: String,
    pub owner: Option<i64>,
    pub due: Option<String>,
    pub status: String,
    pub answer: String,
    pub numbers: Option<Vec<u8>>,
    pub numbers_sha256: Option<String>,
    pub answered_at: Option<i64>,
    pub answered_by: Option<i64>,
    pub revision: i64,
    pub created_at: i64,
    pub created_by: i64,
});

table!(question_revision, "question_revision", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub question_id: i64,
    pub revision: i64,
    pub state: String,
    pub at: i64,
    pub by_account: i64,
});

table!(question_carried, "question_carried", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub question_id: i64,
    pub report_id: i64,
    pub at: i64,
    pub by_account: i64,
});
