-- The tables of the archive: what holds data. Views and triggers are derived from the description of the tables, by
-- src/schema/derived; orgarchive schema --sql prints all of it.
--
-- A record is what one source says: nothing is averaged, overwritten or preferred. Blank cells are NULL.
-- Dates are EDTF, as written; the computed columns hold what they can mean, so that dated SQL is one BETWEEN:
--   SELECT * FROM postings WHERE '2009-07-01' BETWEEN possible_from AND possible_to;
-- Tables are keyed by their readable id alone. References are checked at the end of a transaction.
-- What the archive needs for its own working begins with upkeep_.

CREATE TABLE sources ( -- One publication that says something: a page, an article, a broadcast, a document
  id TEXT NOT NULL PRIMARY KEY, -- a short slug
  title TEXT NOT NULL, -- what it is called
  publisher TEXT, -- who published it
  author TEXT, -- who wrote it
  published TEXT, -- when it was published, in EDTF; blank: undated
  accessed TEXT, -- when the analyst read it, in EDTF
  url TEXT, -- its address
  archive_url TEXT, -- the address of an archived copy
  language TEXT, -- its language, BCP 47
  kind TEXT
    CHECK (coalesce(kind, '') IN ('', 'analysis', 'news', 'state-media', 'official-document', 'reference', 'newsletter', 'advocacy', 'interview', 'dataset', 'judgement')), -- what sort of source it is; judgement is the analyst's own
  reliability TEXT
    CHECK (coalesce(reliability, '') IN ('', 'A', 'B', 'C', 'D', 'E', 'F')), -- Admiralty scale, A (reliable) to F (cannot be judged), as graded today
  origin TEXT REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source it repeats
  access TEXT
    CHECK (coalesce(access, '') IN ('', 'public', 'restricted')), -- who may see it; blank is public; what is restricted leaves by no extract, chart or Markdown dossier unless --restricted asks for it
  note TEXT, -- the analyst's remark
  published_earliest TEXT, -- first day published can mean; NULL: undated
  published_latest TEXT, -- last day published can mean, not after accessed; NULL: undated
  public_by TEXT, -- day by which it was certainly published: the earlier of published_latest and accessed; NULL: not known
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE organizations ( -- An organization, or a class of organizations that a source speaks of
  id TEXT NOT NULL PRIMARY KEY, -- a short slug
  name TEXT NOT NULL, -- what it is called
  kind TEXT
    CHECK (coalesce(kind, '') IN ('', 'party', 'party-body', 'state-body', 'military-body', 'mass-organization', 'social-organization', 'committee', 'enterprise', 'other')), -- what sort of organization it is
  identity TEXT DEFAULT 'named'
    CHECK (coalesce(identity, '') IN ('', 'named', 'unnamed', 'class')), -- whether the source names it, or speaks of each of a class
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE chapters ( -- A part of an organization: its headquarters, a provincial office, a local chapter
  id TEXT NOT NULL PRIMARY KEY, -- a short slug
  organization TEXT NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED, -- what it is a chapter of
  name TEXT NOT NULL, -- what it is called
  level TEXT
    CHECK (coalesce(level, '') IN ('', 'headquarters', 'provincial', 'city', 'district', 'county', 'town', 'workplace', 'primary', 'local')), -- its level; local: the source does not say which
  place TEXT REFERENCES places (id) DEFERRABLE INITIALLY DEFERRED, -- where it is
  parent TEXT REFERENCES chapters (id) DEFERRABLE INITIALLY DEFERRED, -- the chapter it is below
  since TEXT, -- the day it began, in EDTF; blank: the source does not say
  until TEXT, -- the day it ended, in EDTF; .. : still so when the source wrote it
  as_of TEXT, -- the day for which the source says it, in EDTF; blank: the day it was published
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  possible_from TEXT NOT NULL DEFAULT '0001-01-01', -- before this day the record says it did not hold; 0001-01-01: no limit
  possible_to TEXT NOT NULL DEFAULT '9999-12-31', -- after this day the record says it did not hold; 9999-12-31: no limit
  certain_from TEXT, -- first day on which it held, however the dates are read; NULL: no such day
  certain_to TEXT, -- last day on which it held, however the dates are read; NULL: no such day
  since_latest TEXT, -- last day that since can mean; NULL: since is blank
  until_earliest TEXT, -- first day that until can mean; NULL: until is blank or ..
  as_of_earliest TEXT, -- first day that as_of can mean; NULL: as_of is blank
  as_of_latest TEXT, -- last day that as_of can mean; NULL: as_of is blank
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE officials ( -- A person
  id TEXT NOT NULL PRIMARY KEY, -- a short slug
  name TEXT NOT NULL, -- what the person is called
  sex TEXT
    CHECK (coalesce(sex, '') IN ('', 'female', 'male')), -- sex, if the source says
  identity TEXT DEFAULT 'named'
    CHECK (coalesce(identity, '') IN ('', 'named', 'unnamed')), -- whether the source names the person
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE postings ( -- An official held a title in an organization or a chapter, as one source says
  id TEXT NOT NULL PRIMARY KEY, -- blank: derived from the content
  official TEXT NOT NULL REFERENCES officials (id) DEFERRABLE INITIALLY DEFERRED, -- who held it
  organization TEXT REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED, -- the body, unless a chapter is given
  chapter TEXT REFERENCES chapters (id) DEFERRABLE INITIALLY DEFERRED, -- the chapter, unless an organization is given
  title TEXT NOT NULL REFERENCES titles (id) DEFERRABLE INITIALLY DEFERRED, -- the title
  title_as_written TEXT, -- the title in the source's words
  term TEXT, -- a word or number that keeps spells apart: records with different terms are never one spell; blank fits any
  since TEXT, -- the day it began, in EDTF; blank: the source does not say
  until TEXT, -- the day it ended, in EDTF; .. : still so when the source wrote it
  as_of TEXT, -- the day for which the source says it, in EDTF; blank: the day it was published
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  possible_from TEXT NOT NULL DEFAULT '0001-01-01', -- before this day the record says it did not hold; 0001-01-01: no limit
  possible_to TEXT NOT NULL DEFAULT '9999-12-31', -- after this day the record says it did not hold; 9999-12-31: no limit
  certain_from TEXT, -- first day on which it held, however the dates are read; NULL: no such day
  certain_to TEXT, -- last day on which it held, however the dates are read; NULL: no such day
  since_latest TEXT, -- last day that since can mean; NULL: since is blank
  until_earliest TEXT, -- first day that until can mean; NULL: until is blank or ..
  as_of_earliest TEXT, -- first day that as_of can mean; NULL: as_of is blank
  as_of_latest TEXT, -- last day that as_of can mean; NULL: as_of is blank
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT, -- the run that wrote it; NULL: another program
  CHECK ((coalesce(organization, '') = '') <> (coalesce(chapter, '') = '')) -- one of the two
) STRICT, WITHOUT ROWID;

CREATE TABLE names ( -- A name of an entity, as one source gives it
  id TEXT NOT NULL PRIMARY KEY, -- blank: derived from the content
  subject TEXT NOT NULL REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED, -- whose name it is
  label TEXT, -- which name it is: spellings of one name share the label
  name TEXT NOT NULL, -- the name as written
  language TEXT, -- language and script of the name, BCP 47
  kind TEXT
    CHECK (coalesce(kind, '') IN ('', 'official', 'short', 'variant', 'translation')), -- what sort of name it is
  since TEXT, -- the day it began, in EDTF; blank: the source does not say
  until TEXT, -- the day it ended, in EDTF; .. : still so when the source wrote it
  as_of TEXT, -- the day for which the source says it, in EDTF; blank: the day it was published
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  possible_from TEXT NOT NULL DEFAULT '0001-01-01', -- before this day the record says it did not hold; 0001-01-01: no limit
  possible_to TEXT NOT NULL DEFAULT '9999-12-31', -- after this day the record says it did not hold; 9999-12-31: no limit
  certain_from TEXT, -- first day on which it held, however the dates are read; NULL: no such day
  certain_to TEXT, -- last day on which it held, however the dates are read; NULL: no such day
  since_latest TEXT, -- last day that since can mean; NULL: since is blank
  until_earliest TEXT, -- first day that until can mean; NULL: until is blank or ..
  as_of_earliest TEXT, -- first day that as_of can mean; NULL: as_of is blank
  as_of_latest TEXT, -- last day that as_of can mean; NULL: as_of is blank
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE relations ( -- A relation between two entities, as one source states it
  id TEXT NOT NULL PRIMARY KEY, -- blank: derived from the content
  subject TEXT NOT NULL REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED, -- the entity it is about
  relation TEXT NOT NULL REFERENCES relation_kinds (id) DEFERRABLE INITIALLY DEFERRED, -- how it is related to the object
  object TEXT NOT NULL REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED, -- the other entity
  since TEXT, -- the day it began, in EDTF; blank: the source does not say
  until TEXT, -- the day it ended, in EDTF; .. : still so when the source wrote it
  as_of TEXT, -- the day for which the source says it, in EDTF; blank: the day it was published
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  possible_from TEXT NOT NULL DEFAULT '0001-01-01', -- before this day the record says it did not hold; 0001-01-01: no limit
  possible_to TEXT NOT NULL DEFAULT '9999-12-31', -- after this day the record says it did not hold; 9999-12-31: no limit
  certain_from TEXT, -- first day on which it held, however the dates are read; NULL: no such day
  certain_to TEXT, -- last day on which it held, however the dates are read; NULL: no such day
  since_latest TEXT, -- last day that since can mean; NULL: since is blank
  until_earliest TEXT, -- first day that until can mean; NULL: until is blank or ..
  as_of_earliest TEXT, -- first day that as_of can mean; NULL: as_of is blank
  as_of_latest TEXT, -- last day that as_of can mean; NULL: as_of is blank
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE facts ( -- What one source states about an entity
  id TEXT NOT NULL PRIMARY KEY, -- blank: derived from the content
  subject TEXT NOT NULL REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED, -- the entity it is about
  attribute TEXT NOT NULL REFERENCES attributes (id) DEFERRABLE INITIALLY DEFERRED, -- what is stated
  value TEXT NOT NULL, -- the value, in the attribute's type
  since TEXT, -- the day it began, in EDTF; blank: the source does not say
  until TEXT, -- the day it ended, in EDTF; .. : still so when the source wrote it
  as_of TEXT, -- the day for which the source says it, in EDTF; blank: the day it was published
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  possible_from TEXT NOT NULL DEFAULT '0001-01-01', -- before this day the record says it did not hold; 0001-01-01: no limit
  possible_to TEXT NOT NULL DEFAULT '9999-12-31', -- after this day the record says it did not hold; 9999-12-31: no limit
  certain_from TEXT, -- first day on which it held, however the dates are read; NULL: no such day
  certain_to TEXT, -- last day on which it held, however the dates are read; NULL: no such day
  since_latest TEXT, -- last day that since can mean; NULL: since is blank
  until_earliest TEXT, -- first day that until can mean; NULL: until is blank or ..
  as_of_earliest TEXT, -- first day that as_of can mean; NULL: as_of is blank
  as_of_latest TEXT, -- last day that as_of can mean; NULL: as_of is blank
  value_earliest TEXT, -- first day a value of type date can mean; NULL: another type
  value_latest TEXT, -- last day a value of type date can mean; NULL: another type
  value_least REAL, -- least number a value of type number can mean; NULL: no limit, or another type
  value_most REAL, -- greatest number a value of type number can mean; NULL: no limit, or another type
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE events ( -- Something that happened, was planned, cancelled or denied, as one source reports it
  id TEXT NOT NULL PRIMARY KEY, -- blank: derived from the content
  event TEXT REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED, -- shared by all reports of one event; blank is the id
  kind TEXT REFERENCES event_kinds (id) DEFERRABLE INITIALLY DEFERRED, -- what kind of event
  title TEXT NOT NULL, -- what happened
  status TEXT DEFAULT 'occurred'
    CHECK (coalesce(status, '') IN ('', 'occurred', 'planned', 'cancelled', 'denied')), -- what the source says became of it
  date TEXT, -- when, in EDTF; a slash interval says that it lasted
  place TEXT REFERENCES places (id) DEFERRABLE INITIALLY DEFERRED, -- where
  organization TEXT REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED, -- the organization concerned
  chapter TEXT REFERENCES chapters (id) DEFERRABLE INITIALLY DEFERRED, -- the chapter concerned
  official TEXT REFERENCES officials (id) DEFERRABLE INITIALLY DEFERRED, -- the official concerned
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  date_earliest TEXT NOT NULL DEFAULT '0001-01-01', -- first day the date can mean; 0001-01-01: no limit
  date_latest TEXT NOT NULL DEFAULT '9999-12-31', -- last day the date can mean, not after the publication of an occurred event; 9999-12-31: no limit
  certain_from TEXT, -- first day on which it was certainly in progress; NULL: no such day
  certain_to TEXT, -- last day on which it was certainly in progress; NULL: no such day
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE participants ( -- Who took part in an event, as one source reports it
  id TEXT NOT NULL PRIMARY KEY, -- blank: derived from the content
  event TEXT NOT NULL REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED, -- the event
  subject TEXT NOT NULL REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED, -- who took part
  role TEXT REFERENCES roles (id) DEFERRABLE INITIALLY DEFERRED, -- in which part
  position INTEGER CHECK (position BETWEEN 1 AND 1000000), -- place in a list of names: 1 is first
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE places ( -- A place: a country, a province, a city, a site
  id TEXT NOT NULL PRIMARY KEY, -- a short slug
  name TEXT NOT NULL, -- what it is called
  kind TEXT
    CHECK (coalesce(kind, '') IN ('', 'country', 'province', 'city', 'district', 'county', 'town', 'village', 'site')), -- what sort of place it is
  parent TEXT REFERENCES places (id) DEFERRABLE INITIALLY DEFERRED, -- the place it is in
  iso_code TEXT, -- ISO 3166 code, such as KP or KP-01
  latitude TEXT, -- decimal degrees north, as written
  longitude TEXT, -- decimal degrees east, as written
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE titles ( -- A title that officials hold
  id TEXT NOT NULL PRIMARY KEY, -- a short slug
  name TEXT NOT NULL, -- what it is called
  office TEXT, -- the office it belongs to: titles of one office share it; blank is the id
  holders TEXT DEFAULT 'many'
    CHECK (coalesce(holders, '') IN ('', 'one', 'many')), -- how many hold it at a time
  rank INTEGER CHECK (rank BETWEEN 0 AND 1000000), -- seniority, 1 the most senior
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE relation_kinds ( -- A kind of relation between two entities
  id TEXT NOT NULL PRIMARY KEY, -- a short slug
  name TEXT NOT NULL, -- what it is called
  inverse TEXT, -- what it is called seen from the object
  hierarchy TEXT DEFAULT 'no'
    CHECK (coalesce(hierarchy, '') IN ('', 'yes', 'no')), -- whether the subject is below the object
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE attributes ( -- Something a fact states about its subject
  id TEXT NOT NULL PRIMARY KEY, -- a short slug
  name TEXT NOT NULL, -- what it is called
  type TEXT DEFAULT 'text'
    CHECK (coalesce(type, '') IN ('', 'date', 'number', 'text', 'entity')), -- what its values are
  cardinality TEXT DEFAULT 'many'
    CHECK (coalesce(cardinality, '') IN ('', 'one', 'many')), -- how many values hold at a time
  change TEXT DEFAULT 'changing'
    CHECK (coalesce(change, '') IN ('', 'constant', 'changing')), -- whether the value can change: born never does, members do
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE event_kinds ( -- A kind of event
  id TEXT NOT NULL PRIMARY KEY, -- a short slug
  name TEXT NOT NULL, -- what it is called
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE roles ( -- A part that a participant takes in an event
  id TEXT NOT NULL PRIMARY KEY, -- a short slug
  name TEXT NOT NULL, -- what it is called
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE settlements ( -- What the analyst concludes about a contradiction that orgarchive conflicts reports
  id TEXT NOT NULL PRIMARY KEY, -- blank: derived from the content
  rule TEXT NOT NULL, -- the rule that reports it
  subject TEXT NOT NULL REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED, -- the entity that it is about
  records TEXT NOT NULL, -- ids of all records that were weighed, with spaces between them; a later record opens it again
  upholds TEXT, -- ids of those that are upheld, with spaces between them; blank: that is left open
  conclusion TEXT NOT NULL, -- what is concluded, and why; the source is the analyst's own, of kind judgement
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

CREATE TABLE judgements ( -- Whether two ids stand for one person, organization, chapter, place or event, as one source judges
  id TEXT NOT NULL PRIMARY KEY, -- blank: derived from the content
  one TEXT NOT NULL REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED, -- one of the two entities
  other TEXT NOT NULL REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED, -- the other one, of the same kind
  verdict TEXT NOT NULL CHECK (coalesce(verdict, '') IN ('', 'same', 'different', 'unsure')), -- same: answers show both as one; different: they are not proposed again; unsure: considered, and left open
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source that says it
  locator TEXT, -- where in the source: page, paragraph, timestamp
  quote TEXT, -- the source's words, in its language
  credibility INTEGER CHECK (credibility BETWEEN 1 AND 6), -- Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts
  note TEXT, -- the analyst's remark
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT, -- the run that wrote it; NULL: another program
  CONSTRAINT one_and_other_are_two_ids CHECK (one <> other)
) STRICT, WITHOUT ROWID;

CREATE TABLE entities ( -- every id that a subject can name: one id space for places, organizations, chapters, officials, events
  id TEXT NOT NULL PRIMARY KEY, -- the id
  kind TEXT NOT NULL CHECK (kind IN ('places', 'organizations', 'chapters', 'officials', 'events')) -- the table it is in; events: in events.event
) STRICT, WITHOUT ROWID;

-- The history: runs of the program, moments at which the file changed, every superseded version; kept documents.

CREATE TABLE imports ( -- one row a run of the program that wrote something
  id TEXT NOT NULL PRIMARY KEY, -- unique in the world
  command TEXT NOT NULL, -- import, retract, undo, merge and so on
  started_at TEXT NOT NULL, -- when the run began (UTC)
  finished_at TEXT NOT NULL, -- when it was done (UTC)
  program_version TEXT NOT NULL, -- the version of orgarchive
  files TEXT NOT NULL DEFAULT '[]', -- JSON array of objects: name, table, sha256, rows
  counts TEXT NOT NULL DEFAULT '{}', -- JSON object, by table: added, revised, unchanged and so on
  note TEXT -- what the analyst says about the run
) STRICT, WITHOUT ROWID;

CREATE TABLE commits ( -- every moment at which this file changed
  number INTEGER PRIMARY KEY, -- counts up
  at TEXT NOT NULL UNIQUE, -- the stamp that its versions carry in arrived_at (UTC)
  import TEXT -- the run; NULL: another program
) STRICT;

CREATE TABLE history ( -- every superseded version of every row
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, -- the order in which versions were superseded here
  table_name TEXT NOT NULL, -- the table of the row
  id TEXT NOT NULL, -- the id of the row
  recorded_at TEXT NOT NULL, -- when the version was written, in any archive (UTC)
  arrived_at TEXT NOT NULL, -- when this archive received it (UTC)
  superseded_at TEXT NOT NULL, -- when this archive held another version, or none (UTC)
  written_by TEXT, -- the run that wrote the version; NULL: another program
  superseded_by TEXT, -- the run that superseded it; NULL: another program
  reason TEXT, -- why it was superseded
  image TEXT NOT NULL -- the whole row, as a JSON object
) STRICT;

CREATE TABLE attachments ( -- copies of documents that the archive keeps
  id TEXT NOT NULL PRIMARY KEY, -- the name of the document in sqlar
  source TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED, -- the source it is a copy of
  sha256 TEXT NOT NULL, -- digest of the document, in hexadecimal
  size INTEGER NOT NULL, -- bytes of the document
  recorded_at TEXT, -- when it was kept, in any archive (UTC)
  arrived_at TEXT, -- when this archive received it (UTC)
  import TEXT -- the run that kept it
) STRICT, WITHOUT ROWID;

CREATE TABLE sqlar ( -- the documents, in SQLite's own archive format: sqlite3 archive.db -A lists them
  name TEXT PRIMARY KEY, -- as in attachments.id
  mode INT, -- permissions
  mtime INT, -- seconds since 1970
  sz INT, -- bytes of the document
  data BLOB -- the document, deflated where that makes it smaller
);

CREATE TABLE renames ( -- earlier ids of entities; they still find the entity
  id TEXT NOT NULL PRIMARY KEY, -- the earlier id
  entity TEXT NOT NULL, -- the id it has now
  recorded_at TEXT, -- when this version was written, in any archive (UTC)
  arrived_at TEXT, -- when this archive received this version (UTC)
  import TEXT -- the run that wrote it; NULL: another program
) STRICT, WITHOUT ROWID;

-- Indexes: one for each way in which a question comes to the rows of a large table.
CREATE INDEX history_of_a_row ON history (table_name, id, sequence);
CREATE INDEX history_by_time ON history (superseded_at);
CREATE INDEX sources_origin ON sources (origin) WHERE origin IS NOT NULL;
CREATE INDEX titles_office ON titles (office);
CREATE INDEX places_parent ON places (parent) WHERE parent IS NOT NULL;
CREATE INDEX places_name ON places (name COLLATE NOCASE);
CREATE INDEX organizations_name ON organizations (name COLLATE NOCASE);
CREATE INDEX officials_name ON officials (name COLLATE NOCASE);
CREATE INDEX chapters_name ON chapters (name COLLATE NOCASE);
CREATE INDEX chapters_organization ON chapters (organization);
CREATE INDEX chapters_place ON chapters (place) WHERE place IS NOT NULL;
CREATE INDEX chapters_parent ON chapters (parent) WHERE parent IS NOT NULL;
CREATE INDEX names_subject ON names (subject);
CREATE INDEX names_name ON names (name COLLATE NOCASE);
CREATE INDEX relations_subject ON relations (subject, relation);
CREATE INDEX relations_object ON relations (object, relation);
CREATE INDEX postings_organization ON postings (organization, title) WHERE organization IS NOT NULL;
CREATE INDEX postings_chapter ON postings (chapter, title) WHERE chapter IS NOT NULL;
CREATE INDEX postings_official ON postings (official);
CREATE INDEX facts_subject ON facts (subject, attribute);
CREATE INDEX facts_attribute ON facts (attribute);
CREATE INDEX events_event ON events (event);
-- A window is answered from these two alone: reports of other times are never read.
CREATE INDEX events_date ON events (date_earliest, date_latest, event);
-- Events that may lie more than a year apart are few; a window looks for them here and for the others by their first day.
CREATE INDEX events_wide ON events (date_latest, date_earliest, event) WHERE substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) > 1;
CREATE INDEX events_organization ON events (organization) WHERE organization IS NOT NULL;
CREATE INDEX events_chapter ON events (chapter) WHERE chapter IS NOT NULL;
CREATE INDEX events_official ON events (official) WHERE official IS NOT NULL;
CREATE INDEX events_place ON events (place) WHERE place IS NOT NULL;
CREATE INDEX participants_event ON participants (event);
CREATE INDEX participants_subject ON participants (subject);
CREATE INDEX renames_entity ON renames (entity);
CREATE INDEX settlements_subject ON settlements (subject, rule);
CREATE INDEX judgements_one ON judgements (one);
CREATE INDEX judgements_other ON judgements (other);
-- What a source says, and what follows when its date is corrected.
CREATE INDEX attachments_source ON attachments (source);
CREATE INDEX places_source ON places (source);
CREATE INDEX organizations_source ON organizations (source);
CREATE INDEX officials_source ON officials (source);
CREATE INDEX chapters_source ON chapters (source);
CREATE INDEX names_source ON names (source);
CREATE INDEX relations_source ON relations (source);
CREATE INDEX postings_source ON postings (source);
CREATE INDEX facts_source ON facts (source);
CREATE INDEX events_source ON events (source);
CREATE INDEX participants_source ON participants (source);
CREATE INDEX settlements_source ON settlements (source);
CREATE INDEX judgements_source ON judgements (source);

-- What the archive needs for its own working.

CREATE TABLE upkeep_state ( -- which versions of the program made what is derived from the other tables
  what TEXT NOT NULL PRIMARY KEY, -- program: the version that made views and triggers; derived: their fingerprint; search: the rules of the index; left: how many texts upkeep_text has that are no longer so
  version TEXT NOT NULL -- the version
) STRICT, WITHOUT ROWID;

CREATE TABLE upkeep_run ( -- what is under way: between two runs or statements the table is empty
  number INTEGER PRIMARY KEY CHECK (number IN (1, 2)), -- 1: a run of orgarchive, set first and deleted last in its own transaction; 2: a trigger fills in computed and bookkeeping columns
  now TEXT CHECK (number = 2 OR now IS NOT NULL), -- the stamp of the run (UTC)
  import TEXT, -- the id of the run
  reason TEXT -- why it supersedes what it supersedes
) STRICT;

CREATE TABLE upkeep_replaced ( -- the row that an INSERT may be about to replace; between statements it means nothing
  one INTEGER PRIMARY KEY CHECK (one = 1), -- there is one row at most
  table_name TEXT NOT NULL, -- its table
  id TEXT NOT NULL, -- its id
  recorded_at TEXT, -- as in the row
  arrived_at TEXT, -- as in the row
  import TEXT, -- as in the row
  image TEXT NOT NULL, -- the whole row, as a JSON object
  cells TEXT NOT NULL, -- what the analyst wrote in it, as a JSON array
  value_least REAL, -- as in the row: JSON rounds reals
  value_most REAL, -- as in the row
  is_recorded INTEGER NOT NULL DEFAULT 0, -- 1: a delete trigger has moved it to the history
  is_same INTEGER NOT NULL DEFAULT 0 -- 1: the row in its place has the same cells
) STRICT;

CREATE TABLE upkeep_seals ( -- what each run of orgarchive left behind: check compares the archive with the last one
  number INTEGER PRIMARY KEY, -- the commit of the run
  sequence INTEGER NOT NULL, -- the last row of history then
  history TEXT NOT NULL, -- SHA-256 of the rows of history since the seal before, and of its own digest
  versions TEXT NOT NULL, -- JSON object, by table: sum of the digests of all versions that had arrived
  runs TEXT NOT NULL -- sum of the digests of all commits and imports up to this one
) STRICT;

CREATE TABLE upkeep_withdrawals ( -- rows that another archive had withdrawn when it was merged into this one
  table_name TEXT NOT NULL, -- the table of the row
  id TEXT NOT NULL, -- the id of the row
  recorded_at TEXT NOT NULL, -- when it was withdrawn, in that archive (UTC)
  arrived_at TEXT NOT NULL, -- when this archive received that (UTC)
  import TEXT, -- the run that withdrew it; NULL: another program
  reason TEXT, -- why
  PRIMARY KEY (table_name, id, arrived_at)
) STRICT, WITHOUT ROWID;

-- What finds things: keys of names, and full text. All of it follows from the other tables: runs of orgarchive keep it up
-- to date, what another program writes waits in upkeep_queue, and orgarchive check --fix rebuilds it.

CREATE TABLE upkeep_name_keys ( -- keys of names: two names that share one may be one name, in any script or romanization
  key TEXT NOT NULL, -- written: the name without case, marks and punctuation; else Korean letters that stand for their classes
  tier TEXT NOT NULL CHECK (tier IN ('written', 'strict', 'wide')), -- how sure it is: docs/names.md
  entity TEXT NOT NULL, -- whose name it is
  PRIMARY KEY (key, tier, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX upkeep_name_keys_entity ON upkeep_name_keys (entity);

CREATE TABLE upkeep_documents ( -- rows that hold text: they have the text, and upkeep_text its words
  number INTEGER PRIMARY KEY, -- rowid of upkeep_text; a text that has changed gets another one
  table_number INTEGER NOT NULL, -- the table of the row: one byte instead of its name; the view upkeep_document_rows has the name
  id TEXT NOT NULL, -- the id of the row
  digest INTEGER NOT NULL, -- CRC-32 of the text that was indexed
  subject TEXT -- whose name it is, of rows of names
) STRICT;
CREATE UNIQUE INDEX upkeep_documents_row ON upkeep_documents (table_number, id);

-- Full text: SELECT d.table_name, d.id FROM upkeep_text JOIN upkeep_document_rows AS d ON d.number = upkeep_text.rowid
--   WHERE upkeep_text MATCH 'congress' ORDER BY rank
-- Korean, Chinese and Japanese words are indexed in pieces as well: every two neighbouring characters, and the last one.
CREATE VIRTUAL TABLE upkeep_text USING fts5 (name, body, pieces, content = '', tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE upkeep_queue ( -- rows that another program wrote since the last run: search does not know them yet
  table_name TEXT NOT NULL, -- the table of the row
  id TEXT NOT NULL, -- the id of the row
  PRIMARY KEY (table_name, id)
) STRICT, WITHOUT ROWID;
