-- One row for each person who answers for a restricted record and has said that they saw an opening of it.
-- restricted_opening.seen_by_owner_at, one mark for all of them, is not written any more.
CREATE TABLE restricted_opening_seen (
  id {id},
  opening_id BIGINT NOT NULL REFERENCES restricted_opening (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  seen_at BIGINT NOT NULL,
  UNIQUE (opening_id, account_id)
);
CREATE INDEX restricted_opening_seen_account ON restricted_opening_seen (account_id);
