//! What people write day by day: dismissed findings, changed settings, uploads, notes on charts.

table!(dismissal, "dismissal", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub rule: String,
    pub row_key: String,
    pub reason: String,
    pub at: i64,
    pub by_account: i64,
    pub expires_at: i64,
    pub ended_at: Option<i64>,
    pub ended_by: Option<i64>,
});

table!(settings_history, "settings_history", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: i64,
    pub by_account: Option<i64>,
    pub kind: String,
    pub key: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub effective_from: Option<String>,
    pub reason: String,
});

table!(upload, "upload", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub account_id: i64,
    pub state: String,
    pub folder: String,
    pub files: String,
    pub data_date: Option<String>,
    pub message: String,
    pub deliveries: String,
    pub created_at: i64,
    pub updated_at: i64,
});

table!(annotation, "annotation", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub indicator: String,
    pub month: String,
    pub text: String,
    pub at: i64,
    pub by_account: i64,
    pub removed_at: Option<i64>,
    pub removed_by: Option<i64>,
});
