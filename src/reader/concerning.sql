-- Which rows questions about some entities need: temporary tables of their ids, step by step. Names of tables are those
-- that the connection shows. The entities asked about are in near_asked.

-- What hangs on them directly: chapters of an organization, what is below a body.
CREATE TEMP TABLE near_under (id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO near_under SELECT chapters.id FROM near_asked CROSS JOIN chapters ON chapters.organization = near_asked.id;
INSERT OR IGNORE INTO near_under SELECT chapters.id FROM near_asked CROSS JOIN chapters ON chapters.parent = near_asked.id;
INSERT OR IGNORE INTO near_under SELECT relations.subject FROM near_asked CROSS JOIN relations ON relations.object = near_asked.id;

-- Everything above these, at any time and by any record, so that rings and places within places are seen whole.
CREATE TEMP TABLE near_above AS
WITH RECURSIVE above (id) AS (
  SELECT id FROM near_asked
  UNION SELECT id FROM near_under
  UNION
  SELECT relations.object FROM above
    CROSS JOIN relations ON relations.subject = above.id
    CROSS JOIN relation_kinds ON relation_kinds.id = relations.relation
      AND (relation_kinds.hierarchy = 'yes' OR relation_kinds.id = 'located-in')
  UNION SELECT chapters.organization FROM above CROSS JOIN chapters ON chapters.id = above.id
  UNION SELECT chapters.parent FROM above CROSS JOIN chapters ON chapters.id = above.id WHERE chapters.parent IS NOT NULL
  UNION SELECT chapters.place FROM above CROSS JOIN chapters ON chapters.id = above.id WHERE chapters.place IS NOT NULL
  UNION SELECT places.parent FROM above CROSS JOIN places ON places.id = above.id WHERE places.parent IS NOT NULL
)
SELECT id FROM above;

-- Postings of officials asked about and in bodies asked about; of chapters too whose organization has an end or a beginning.
CREATE TEMP TABLE near_ended AS
  SELECT DISTINCT chapters.id FROM near_asked
    CROSS JOIN facts ON facts.subject = near_asked.id AND facts.attribute IN ('founded', 'dissolved')
    CROSS JOIN chapters ON chapters.organization = near_asked.id;
CREATE TEMP TABLE near_postings (id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO near_postings SELECT postings.id FROM near_asked CROSS JOIN postings ON postings.official = near_asked.id;
CREATE TEMP TABLE near_posts AS
  SELECT DISTINCT postings.organization, postings.chapter, coalesce(titles.office, titles.id) AS office
  FROM near_postings CROSS JOIN postings ON postings.id = near_postings.id CROSS JOIN titles ON titles.id = postings.title;
INSERT OR IGNORE INTO near_postings SELECT postings.id FROM near_asked CROSS JOIN postings ON postings.organization = near_asked.id;
INSERT OR IGNORE INTO near_postings SELECT postings.id FROM near_asked CROSS JOIN postings ON postings.chapter = near_asked.id;
INSERT OR IGNORE INTO near_postings SELECT postings.id FROM near_ended CROSS JOIN postings ON postings.chapter = near_ended.id;
-- In offices of one holder the officials beside them matter.
CREATE TEMP TABLE near_titles AS
  SELECT DISTINCT near_posts.organization, near_posts.chapter, titles.id AS title FROM near_posts
    CROSS JOIN titles ON coalesce(titles.office, titles.id) = near_posts.office
  WHERE near_posts.office IN (SELECT coalesce(office, id) FROM titles WHERE holders = 'one');
INSERT OR IGNORE INTO near_postings SELECT postings.id FROM near_titles
  CROSS JOIN postings ON postings.organization = near_titles.organization AND postings.title = near_titles.title;
INSERT OR IGNORE INTO near_postings SELECT postings.id FROM near_titles
  CROSS JOIN postings ON postings.chapter = near_titles.chapter AND postings.title = near_titles.title;
-- So do namesakes in one body.
CREATE TEMP TABLE near_forms AS
  SELECT DISTINCT substr(names.language, 1, 7) AS language, replace(names.name, ' ', '') AS form
  FROM near_asked CROSS JOIN officials ON officials.id = near_asked.id CROSS JOIN names ON names.subject = near_asked.id
  WHERE substr(names.language, 1, 7) IN ('ko-Hang', 'ko-Hani');
CREATE TEMP TABLE near_bodies AS
  SELECT DISTINCT organization, chapter FROM near_posts WHERE EXISTS (SELECT 1 FROM near_forms);
INSERT OR IGNORE INTO near_postings SELECT postings.id FROM near_bodies
  CROSS JOIN postings ON postings.organization = near_bodies.organization
  CROSS JOIN names ON names.subject = postings.official
  CROSS JOIN near_forms ON near_forms.language = substr(names.language, 1, 7)
    AND near_forms.form = replace(names.name, ' ', '');
INSERT OR IGNORE INTO near_postings SELECT postings.id FROM near_bodies
  CROSS JOIN postings ON postings.chapter = near_bodies.chapter
  CROSS JOIN names ON names.subject = postings.official
  CROSS JOIN near_forms ON near_forms.language = substr(names.language, 1, 7)
    AND near_forms.form = replace(names.name, ' ', '');

-- Bodies with a stated number of officials, chapters or subordinates: what is counted is needed whole.
CREATE TEMP TABLE near_counted AS
  SELECT DISTINCT bodies.id FROM (
    SELECT id FROM near_above
    UNION SELECT organization FROM near_posts WHERE organization IS NOT NULL
    UNION SELECT chapter FROM near_posts WHERE chapter IS NOT NULL
    UNION SELECT relations.object FROM near_asked CROSS JOIN relations ON relations.subject = near_asked.id) AS bodies
    CROSS JOIN facts ON facts.subject = bodies.id
      AND facts.attribute IN ('subordinate-count', 'chapter-count', 'official-count', 'named-members');
INSERT OR IGNORE INTO near_postings SELECT postings.id FROM near_counted CROSS JOIN postings ON postings.organization = near_counted.id;
INSERT OR IGNORE INTO near_postings SELECT postings.id FROM near_counted CROSS JOIN postings ON postings.chapter = near_counted.id;

-- Events, with all their reports and participants.
CREATE TEMP TABLE near_events (id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO near_events SELECT events.event FROM near_asked CROSS JOIN events ON events.event = near_asked.id;
INSERT OR IGNORE INTO near_events SELECT events.event FROM near_asked CROSS JOIN events ON events.official = near_asked.id;
INSERT OR IGNORE INTO near_events SELECT events.event FROM near_asked CROSS JOIN events ON events.organization = near_asked.id;
INSERT OR IGNORE INTO near_events SELECT events.event FROM near_asked CROSS JOIN events ON events.chapter = near_asked.id;
INSERT OR IGNORE INTO near_events SELECT events.event FROM near_ended CROSS JOIN events ON events.chapter = near_ended.id;
INSERT OR IGNORE INTO near_events
  SELECT participants.event FROM near_asked CROSS JOIN participants ON participants.subject = near_asked.id;
INSERT OR IGNORE INTO near_events
  SELECT participants.event FROM near_ended CROSS JOIN participants ON participants.subject = near_ended.id;

-- Whom and what these rows are about, whose names, facts and relations matter.
CREATE TEMP TABLE near_entities (id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO near_entities SELECT id FROM near_above;
INSERT OR IGNORE INTO near_entities SELECT postings.official FROM near_postings CROSS JOIN postings ON postings.id = near_postings.id;
INSERT OR IGNORE INTO near_entities SELECT coalesce(postings.organization, postings.chapter)
  FROM near_postings CROSS JOIN postings ON postings.id = near_postings.id;
INSERT OR IGNORE INTO near_entities
  SELECT events.official FROM near_events CROSS JOIN events ON events.event = near_events.id WHERE events.official IS NOT NULL;
INSERT OR IGNORE INTO near_entities SELECT coalesce(events.organization, events.chapter)
  FROM near_events CROSS JOIN events ON events.event = near_events.id
  WHERE coalesce(events.organization, events.chapter) IS NOT NULL;
INSERT OR IGNORE INTO near_entities
  SELECT participants.subject FROM near_events CROSS JOIN participants ON participants.event = near_events.id;
INSERT OR IGNORE INTO near_entities
  SELECT chapters.organization FROM near_entities CROSS JOIN chapters ON chapters.id = near_entities.id;

-- Places that are named there, what they lie in, and what they may be the same as.
CREATE TEMP TABLE near_places AS
WITH RECURSIVE named (id) AS (
  SELECT id FROM near_entities
  UNION SELECT chapters.place FROM near_entities CROSS JOIN chapters ON chapters.id = near_entities.id
  UNION SELECT relations.object FROM near_entities CROSS JOIN relations ON relations.subject = near_entities.id
  UNION SELECT facts.value FROM near_entities CROSS JOIN facts ON facts.subject = near_entities.id
  UNION SELECT events.place FROM near_events CROSS JOIN events ON events.event = near_events.id
), up (id) AS (
  SELECT places.id FROM named CROSS JOIN places ON places.id = named.id
  UNION SELECT places.parent FROM up CROSS JOIN places ON places.id = up.id WHERE places.parent IS NOT NULL
  UNION
  SELECT relations.object FROM up CROSS JOIN relations ON relations.subject = up.id
  WHERE relations.relation IN ('located-in', 'possibly-same-as', 'now-known-as', 'predecessor-of', 'merged-into')
  UNION
  SELECT relations.subject FROM up CROSS JOIN relations ON relations.object = up.id
  WHERE relations.relation IN ('possibly-same-as', 'now-known-as', 'predecessor-of', 'merged-into')
)
SELECT id FROM up;
