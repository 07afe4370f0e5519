-- References name the column they refer to: `REFERENCES officials (id)` instead of `REFERENCES officials`. It means the
-- same to SQLite, but Datasette up to 0.65 answers with an error 500 to every page of a table whose references leave the
-- column out (https://github.com/simonw/datasette/issues/1995). Only the text of the CREATE statements changes, and no row,
-- which is a use that SQLite allows for writable_schema (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of
-- Table Schema Changes"): building sixteen tables anew would have to take down and put back all of their triggers.

PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(sql,
  'REFERENCES attributes DEFERRABLE', 'REFERENCES attributes (id) DEFERRABLE'),
  'REFERENCES chapters DEFERRABLE', 'REFERENCES chapters (id) DEFERRABLE'),
  'REFERENCES entities DEFERRABLE', 'REFERENCES entities (id) DEFERRABLE'),
  'REFERENCES event_kinds DEFERRABLE', 'REFERENCES event_kinds (id) DEFERRABLE'),
  'REFERENCES officials DEFERRABLE', 'REFERENCES officials (id) DEFERRABLE'),
  'REFERENCES organizations DEFERRABLE', 'REFERENCES organizations (id) DEFERRABLE'),
  'REFERENCES places DEFERRABLE', 'REFERENCES places (id) DEFERRABLE'),
  'REFERENCES relation_kinds DEFERRABLE', 'REFERENCES relation_kinds (id) DEFERRABLE'),
  'REFERENCES roles DEFERRABLE', 'REFERENCES roles (id) DEFERRABLE'),
  'REFERENCES sources DEFERRABLE', 'REFERENCES sources (id) DEFERRABLE'),
  'REFERENCES titles DEFERRABLE', 'REFERENCES titles (id) DEFERRABLE')
WHERE type = 'table' AND sql LIKE '%REFERENCES%';

PRAGMA writable_schema = RESET;

-- Tells other open connections that the schema is another one now.
CREATE TABLE schema_changed (id INTEGER);
DROP TABLE schema_changed;
