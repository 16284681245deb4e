-- Times are microseconds since 1970 in UTC, days are text (2026-03-31), sets are JSON arrays of text in order.
-- {id}, {bytes}: what the database at hand calls a row's own number, and bytes.

CREATE TABLE account (
  id {id},
  username TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  email TEXT,
  roles TEXT NOT NULL,
  capacities TEXT NOT NULL,
  teams TEXT NOT NULL,
  services TEXT NOT NULL,
  worker_id TEXT,
  sees_names BOOLEAN NOT NULL,
  oidc_issuer TEXT,
  oidc_subject TEXT,
  password_hash TEXT,
  password_set_at BIGINT,
  code_secret TEXT,
  code_confirmed_at BIGINT,
  code_last_step BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  signed_in_at BIGINT,
  disabled_at BIGINT,
  created_at BIGINT NOT NULL,
  created_by BIGINT REFERENCES account (id),
  UNIQUE (oidc_issuer, oidc_subject)
);

CREATE TABLE account_history (
  id {id},
  account_id BIGINT NOT NULL REFERENCES account (id),
  at BIGINT NOT NULL,
  by_account BIGINT REFERENCES account (id),
  what TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL
);
CREATE INDEX account_history_account ON account_history (account_id, id);

CREATE TABLE recovery_code (
  id {id},
  account_id BIGINT NOT NULL REFERENCES account (id),
  hash TEXT NOT NULL,
  used_at BIGINT
);
CREATE INDEX recovery_code_account ON recovery_code (account_id);

CREATE TABLE link (
  id {id},
  account_id BIGINT NOT NULL REFERENCES account (id),
  purpose TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  created_by BIGINT REFERENCES account (id),
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX link_account ON link (account_id);

-- Failed attempts, by the hash of what was tried: the same for names that exist and names that don't.
CREATE TABLE attempt (
  key TEXT PRIMARY KEY NOT NULL,
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  wait_until BIGINT NOT NULL
);

CREATE TABLE session (
  hash TEXT PRIMARY KEY NOT NULL,
  account_id BIGINT REFERENCES account (id),
  data {bytes} NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE api_token (
  id {id},
  account_id BIGINT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  prefix TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  last_used_at BIGINT
);
CREATE INDEX api_token_account ON api_token (account_id);

CREATE TABLE access_log (
  seq BIGINT PRIMARY KEY NOT NULL,
  at BIGINT NOT NULL,
  account_id BIGINT,
  username TEXT NOT NULL,
  action TEXT NOT NULL,
  what TEXT NOT NULL,
  subject TEXT NOT NULL,
  rows_read BIGINT NOT NULL,
  reason TEXT NOT NULL,
  route TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX access_log_at ON access_log (at);
CREATE INDEX access_log_account ON access_log (account_id, seq);
CREATE INDEX access_log_subject ON access_log (subject, seq);

-- One row: the last entry. A log cut short at its end no longer agrees with it.
CREATE TABLE access_log_head (
  id BIGINT PRIMARY KEY NOT NULL,
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL
);

CREATE TABLE restricted_opening (
  id {id},
  account_id BIGINT NOT NULL REFERENCES account (id),
  person_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  reason TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  seen_by_owner_at BIGINT
);
CREATE INDEX restricted_opening_account ON restricted_opening (account_id, person_id, expires_at);
CREATE INDEX restricted_opening_owner ON restricted_opening (owner, id);

CREATE TABLE report (
  id {id},
  month TEXT NOT NULL,
  template TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL,
  version BIGINT NOT NULL,
  meeting_date TEXT,
  exempt BOOLEAN NOT NULL,
  exempt_text TEXT NOT NULL,
  exempt_reason TEXT NOT NULL,
  revision BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL REFERENCES account (id),
  reopened_from BIGINT REFERENCES report (id),
  reopened_reason TEXT NOT NULL,
  UNIQUE (template, month, version)
);

CREATE TABLE report_event (
  id {id},
  report_id BIGINT NOT NULL REFERENCES report (id),
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id),
  what TEXT NOT NULL
);
CREATE INDEX report_event_report ON report_event (report_id, id);

CREATE TABLE block (
  id {id},
  report_id BIGINT NOT NULL REFERENCES report (id),
  key TEXT NOT NULL,
  owner BIGINT REFERENCES account (id),
  due TEXT,
  text TEXT NOT NULL,
  revision BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by BIGINT NOT NULL REFERENCES account (id),
  UNIQUE (report_id, key)
);
CREATE INDEX block_owner ON block (owner);

CREATE TABLE block_revision (
  id {id},
  block_id BIGINT NOT NULL REFERENCES block (id),
  revision BIGINT NOT NULL,
  text TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id),
  UNIQUE (block_id, revision)
);

CREATE TABLE row_note (
  id {id},
  report_id BIGINT NOT NULL REFERENCES report (id),
  indicator TEXT NOT NULL,
  scope TEXT NOT NULL,
  story TEXT NOT NULL,
  action TEXT NOT NULL,
  owner TEXT NOT NULL,
  due TEXT,
  revision BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by BIGINT NOT NULL REFERENCES account (id),
  UNIQUE (report_id, indicator, scope)
);

CREATE TABLE row_note_revision (
  id {id},
  row_note_id BIGINT NOT NULL REFERENCES row_note (id),
  revision BIGINT NOT NULL,
  story TEXT NOT NULL,
  action TEXT NOT NULL,
  owner TEXT NOT NULL,
  due TEXT,
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id),
  UNIQUE (row_note_id, revision)
);

CREATE TABLE report_freeze (
  id {id},
  report_id BIGINT NOT NULL REFERENCES report (id),
  n BIGINT NOT NULL,
  as_at TEXT NOT NULL,
  data {bytes} NOT NULL,
  sha256 TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id),
  UNIQUE (report_id, n)
);

CREATE TABLE clearance (
  id {id},
  report_id BIGINT NOT NULL REFERENCES report (id),
  capacity TEXT NOT NULL,
  account_id BIGINT REFERENCES account (id),
  due TEXT,
  asked_at BIGINT NOT NULL,
  asked_by BIGINT NOT NULL REFERENCES account (id),
  withdrawn_at BIGINT
);
CREATE INDEX clearance_report ON clearance (report_id, id);

CREATE TABLE decision (
  id {id},
  clearance_id BIGINT NOT NULL REFERENCES clearance (id),
  word TEXT NOT NULL,
  comment TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id)
);
CREATE INDEX decision_clearance ON decision (clearance_id, id);

CREATE TABLE public_check (
  id {id},
  report_id BIGINT NOT NULL REFERENCES report (id),
  comment TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id)
);
CREATE INDEX public_check_report ON public_check (report_id, id);

-- An issue whose files are being made. It becomes a row of issue, or goes.
CREATE TABLE issue_begun (
  id {id},
  report_id BIGINT NOT NULL REFERENCES report (id),
  edition TEXT NOT NULL,
  folder TEXT NOT NULL UNIQUE,
  content_hash TEXT NOT NULL,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id),
  UNIQUE (report_id, edition)
);

CREATE TABLE issue (
  id {id},
  report_id BIGINT NOT NULL REFERENCES report (id),
  version BIGINT NOT NULL,
  edition TEXT NOT NULL,
  folder TEXT NOT NULL UNIQUE,
  files TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id),
  UNIQUE (report_id, edition)
);

CREATE TABLE question (
  id {id},
  report_id BIGINT NOT NULL REFERENCES report (id),
  meeting_date TEXT NOT NULL,
  question TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  owner BIGINT REFERENCES account (id),
  due TEXT,
  status TEXT NOT NULL,
  answer TEXT NOT NULL,
  numbers {bytes},
  numbers_sha256 TEXT,
  answered_at BIGINT,
  answered_by BIGINT REFERENCES account (id),
  revision BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL REFERENCES account (id)
);
CREATE INDEX question_report ON question (report_id);
CREATE INDEX question_status ON question (status);

CREATE TABLE question_revision (
  id {id},
  question_id BIGINT NOT NULL REFERENCES question (id),
  revision BIGINT NOT NULL,
  state TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id),
  UNIQUE (question_id, revision)
);

CREATE TABLE question_carried (
  id {id},
  question_id BIGINT NOT NULL REFERENCES question (id),
  report_id BIGINT NOT NULL REFERENCES report (id),
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id),
  UNIQUE (question_id, report_id)
);

CREATE TABLE dismissal (
  id {id},
  rule TEXT NOT NULL,
  row_key TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id),
  expires_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_by BIGINT REFERENCES account (id)
);
CREATE INDEX dismissal_row ON dismissal (rule, row_key);

CREATE TABLE settings_history (
  id {id},
  at BIGINT NOT NULL,
  by_account BIGINT REFERENCES account (id),
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  before TEXT,
  after TEXT,
  effective_from TEXT,
  reason TEXT NOT NULL
);
CREATE INDEX settings_history_key ON settings_history (kind, key, id);

CREATE TABLE upload (
  id {id},
  account_id BIGINT NOT NULL REFERENCES account (id),
  state TEXT NOT NULL,
  folder TEXT NOT NULL UNIQUE,
  files TEXT NOT NULL,
  data_date TEXT,
  message TEXT NOT NULL,
  deliveries TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX upload_state ON upload (state);

CREATE TABLE annotation (
  id {id},
  indicator TEXT NOT NULL,
  month TEXT NOT NULL,
  text TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL REFERENCES account (id),
  removed_at BIGINT,
  removed_by BIGINT REFERENCES account (id)
);
CREATE INDEX annotation_indicator ON annotation (indicator);
