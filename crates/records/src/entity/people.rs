//! Accounts and what they sign in with, the access log.

table!(account, "account", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub username: String,
    pub display_name: String,
    pub email: Option<String>,
    pub roles: String,
    pub capacities: String,
    pub teams: String,
    pub services: String,
    pub worker_id: Option<String>,
    pub sees_names: bool,
    pub oidc_issuer: Option<String>,
    pub oidc_subject: Option<String>,
    pub password_hash: Option<Hidden>,
    pub password_set_at: Option<i64>,
    pub code_secret: Option<Hidden>,
    pub code_confirmed_at: Option<i64>,
    pub code_last_step: i64,
    pub epoch: i64,
    pub signed_in_at: Option<i64>,
    pub disabled_at: Option<i64>,
    pub created_at: i64,
    pub created_by: Option<i64>,
});

table!(account_history, "account_history", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub account_id: i64,
    pub at: i64,
    pub by_account: Option<i64>,
    pub what: String,
    pub before: String,
    pub after: String,
});

table!(recovery_code, "recovery_code", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub account_id: i64,
    pub hash: Hidden,
    pub used_at: Option<i64>,
});

table!(link, "link", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub account_id: i64,
    pub purpose: String,
    pub hash: Hidden,
    pub created_at: i64,
    pub created_by: Option<i64>,
    pub expires_at: i64,
    pub used_at: Option<i64>,
});

table!(attempt, "attempt", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub failures: i64,
    pub last_at: i64,
    pub wait_until: i64,
});

table!(session, "session", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Hidden,
    pub account_id: Option<i64>,
    pub data: Vec<u8>,
    pub created_at: i64,
    pub last_seen: i64,
    pub expires_at: i64,
});

table!(api_token, "api_token", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub account_id: i64,
    pub name: String,
    pub scopes: String,
    pub prefix: String,
    pub hash: Hidden,
    pub created_at: i64,
    pub expires_at: i64,
    pub revoked_at: Option<i64>,
    pub last_used_at: Option<i64>,
});

table!(access_log, "access_log", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: i64,
    pub account_id: Option<i64>,
    pub username: String,
    pub action: String,
    pub what: String,
    pub subject: String,
    pub rows_read: i64,
    pub reason: String,
    pub route: String,
    pub previous: String,
    pub hash: String,
});

table!(access_log_head, "access_log_head", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub seq: i64,
    pub hash: String,
});

table!(restricted_opening, "restricted_opening", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub account_id: i64,
    pub person_id: String,
    pub owner: String,
    pub reason: String,
    pub opened_at: i64,
    pub expires_at: i64,
    pub seen_by_owner_at: Option<i64>,
});

table!(restricted_opening_seen, "restricted_opening_seen", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub opening_id: i64,
    pub account_id: i64,
    pub seen_at: i64,
});
