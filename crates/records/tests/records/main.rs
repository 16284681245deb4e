//! The records on both databases: every test runs on SQLite, and on PostgreSQL where `DERWENT_TEST_POSTGRES` holds the
//! address of a server (`scripts/test-records-postgres` starts one).

mod common;

mod access_log;
mod accounts;
mod clearing;
mod daily;
mod drafting;
mod dumps;
mod issuing;
mod signing_in;
