-- Where records came from: the rows of a sheet that made or changed them. Records of one table with numbers and rows in
-- sequence are one line, so that a hundred thousand new ones are a few. `first_row` counts from 1, as a spreadsheet does;
-- with `step` 1 each further record stands a row below, with 0 in the same row.
CREATE TABLE import_row (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, batch_id INTEGER NOT NULL REFERENCES import_batch(id) ON DELETE CASCADE,
  sheet TEXT NOT NULL, table_name TEXT NOT NULL, first_id INTEGER NOT NULL, last_id INTEGER NOT NULL CHECK (last_id >= first_id),
  first_row INTEGER NOT NULL CHECK (first_row > 0), step INTEGER NOT NULL CHECK (step IN (0, 1))
) STRICT;
CREATE INDEX import_row_batch ON import_row (batch_id);
-- Two, so that finding the line of a record never passes the lines of all others.
CREATE INDEX import_row_one ON import_row (table_name, first_id) WHERE last_id = first_id;
CREATE INDEX import_row_run ON import_row (table_name, first_id) WHERE last_id > first_id;
