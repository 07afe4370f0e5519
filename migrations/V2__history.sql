-- Nothing is lost: every version of a row that is revised or withdrawn is kept in history, whoever changes it.
--
-- While the program writes, run_in_progress holds one row with the stamp, the run and the reason of the change; for
-- another program the triggers take the clock. Entities are kept in step with the tables that they stand for.

CREATE TABLE run_in_progress ( -- one row while orgarchive writes, none otherwise
  one INTEGER PRIMARY KEY CHECK (one = 1), -- so that there is never a second row
  now TEXT NOT NULL, -- the stamp of all that the run writes (UTC)
  import TEXT, -- the run
  reason TEXT -- why it changes what it changes
) STRICT;

CREATE VIEW change_in_progress AS -- the stamp, the run and the reason of a change that is being written
SELECT coalesce((SELECT now FROM run_in_progress), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) AS now,
  (SELECT import FROM run_in_progress) AS import, (SELECT reason FROM run_in_progress) AS reason;

-- sources
CREATE TRIGGER sources_id_stays BEFORE UPDATE OF id ON sources WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'sources.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER sources_revised AFTER UPDATE ON sources WHEN nullif(old.title, '') IS NOT nullif(new.title, '')
    OR nullif(old.publisher, '') IS NOT nullif(new.publisher, '')
    OR nullif(old.author, '') IS NOT nullif(new.author, '')
    OR nullif(old.published, '') IS NOT nullif(new.published, '')
    OR nullif(old.accessed, '') IS NOT nullif(new.accessed, '')
    OR nullif(old.url, '') IS NOT nullif(new.url, '')
    OR nullif(old.archive_url, '') IS NOT nullif(new.archive_url, '')
    OR nullif(old.language, '') IS NOT nullif(new.language, '')
    OR nullif(old.kind, '') IS NOT nullif(new.kind, '')
    OR nullif(old.reliability, '') IS NOT nullif(new.reliability, '')
    OR nullif(old.origin, '') IS NOT nullif(new.origin, '')
    OR nullif(old.note, '') IS NOT nullif(new.note, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'sources', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'title', old.title, 'publisher', old.publisher, 'author', old.author, 'published', old.published, 'accessed', old.accessed, 'url', old.url, 'archive_url', old.archive_url, 'language', old.language, 'kind', old.kind, 'reliability', old.reliability, 'origin', old.origin, 'note', old.note, 'published_earliest', old.published_earliest, 'published_latest', old.published_latest, 'public_by', old.public_by, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER sources_withdrawn AFTER DELETE ON sources BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'sources', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'title', old.title, 'publisher', old.publisher, 'author', old.author, 'published', old.published, 'accessed', old.accessed, 'url', old.url, 'archive_url', old.archive_url, 'language', old.language, 'kind', old.kind, 'reliability', old.reliability, 'origin', old.origin, 'note', old.note, 'published_earliest', old.published_earliest, 'published_latest', old.published_latest, 'public_by', old.public_by, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;

-- titles
CREATE TRIGGER titles_id_stays BEFORE UPDATE OF id ON titles WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'titles.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER titles_revised AFTER UPDATE ON titles WHEN nullif(old.name, '') IS NOT nullif(new.name, '')
    OR nullif(old.office, '') IS NOT nullif(new.office, '')
    OR nullif(old.holders, '') IS NOT nullif(new.holders, '')
    OR nullif(old.rank, '') IS NOT nullif(new.rank, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'titles', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'office', old.office, 'holders', old.holders, 'rank', old.rank, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER titles_withdrawn AFTER DELETE ON titles BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'titles', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'office', old.office, 'holders', old.holders, 'rank', old.rank, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;

-- relation_kinds
CREATE TRIGGER relation_kinds_id_stays BEFORE UPDATE OF id ON relation_kinds WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'relation_kinds.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER relation_kinds_revised AFTER UPDATE ON relation_kinds WHEN nullif(old.name, '') IS NOT nullif(new.name, '')
    OR nullif(old.inverse, '') IS NOT nullif(new.inverse, '')
    OR nullif(old.hierarchy, '') IS NOT nullif(new.hierarchy, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'relation_kinds', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'inverse', old.inverse, 'hierarchy', old.hierarchy, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER relation_kinds_withdrawn AFTER DELETE ON relation_kinds BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'relation_kinds', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'inverse', old.inverse, 'hierarchy', old.hierarchy, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;

-- attributes
CREATE TRIGGER attributes_id_stays BEFORE UPDATE OF id ON attributes WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'attributes.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER attributes_revised AFTER UPDATE ON attributes WHEN nullif(old.name, '') IS NOT nullif(new.name, '')
    OR nullif(old.type, '') IS NOT nullif(new.type, '')
    OR nullif(old.cardinality, '') IS NOT nullif(new.cardinality, '')
    OR nullif(old.change, '') IS NOT nullif(new.change, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'attributes', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'type', old.type, 'cardinality', old.cardinality, 'change', old.change, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER attributes_withdrawn AFTER DELETE ON attributes BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'attributes', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'type', old.type, 'cardinality', old.cardinality, 'change', old.change, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;

-- event_kinds
CREATE TRIGGER event_kinds_id_stays BEFORE UPDATE OF id ON event_kinds WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'event_kinds.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER event_kinds_revised AFTER UPDATE ON event_kinds WHEN nullif(old.name, '') IS NOT nullif(new.name, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'event_kinds', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER event_kinds_withdrawn AFTER DELETE ON event_kinds BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'event_kinds', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;

-- roles
CREATE TRIGGER roles_id_stays BEFORE UPDATE OF id ON roles WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'roles.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER roles_revised AFTER UPDATE ON roles WHEN nullif(old.name, '') IS NOT nullif(new.name, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'roles', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER roles_withdrawn AFTER DELETE ON roles BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'roles', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;

-- places
CREATE TRIGGER places_id_stays BEFORE UPDATE OF id ON places WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'places.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER places_revised AFTER UPDATE ON places WHEN nullif(old.name, '') IS NOT nullif(new.name, '')
    OR nullif(old.kind, '') IS NOT nullif(new.kind, '')
    OR nullif(old.parent, '') IS NOT nullif(new.parent, '')
    OR nullif(old.iso_code, '') IS NOT nullif(new.iso_code, '')
    OR nullif(old.latitude, '') IS NOT nullif(new.latitude, '')
    OR nullif(old.longitude, '') IS NOT nullif(new.longitude, '')
    OR nullif(old.source, '') IS NOT nullif(new.source, '')
    OR nullif(old.locator, '') IS NOT nullif(new.locator, '')
    OR nullif(old.quote, '') IS NOT nullif(new.quote, '')
    OR nullif(old.credibility, '') IS NOT nullif(new.credibility, '')
    OR nullif(old.note, '') IS NOT nullif(new.note, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'places', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'kind', old.kind, 'parent', old.parent, 'iso_code', old.iso_code, 'latitude', old.latitude, 'longitude', old.longitude, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER places_withdrawn AFTER DELETE ON places BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'places', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'kind', old.kind, 'parent', old.parent, 'iso_code', old.iso_code, 'latitude', old.latitude, 'longitude', old.longitude, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER places_entity_added AFTER INSERT ON places WHEN new.id IS NOT NULL BEGIN
  INSERT INTO entities (id, kind) SELECT new.id, 'places' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = new.id);
END;
CREATE TRIGGER places_entity_withdrawn AFTER DELETE ON places BEGIN
  DELETE FROM entities WHERE id = old.id AND kind = 'places' AND NOT EXISTS (SELECT 1 FROM places WHERE id = old.id);
END;

-- organizations
CREATE TRIGGER organizations_id_stays BEFORE UPDATE OF id ON organizations WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'organizations.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER organizations_revised AFTER UPDATE ON organizations WHEN nullif(old.name, '') IS NOT nullif(new.name, '')
    OR nullif(old.kind, '') IS NOT nullif(new.kind, '')
    OR nullif(old.identity, '') IS NOT nullif(new.identity, '')
    OR nullif(old.source, '') IS NOT nullif(new.source, '')
    OR nullif(old.locator, '') IS NOT nullif(new.locator, '')
    OR nullif(old.quote, '') IS NOT nullif(new.quote, '')
    OR nullif(old.credibility, '') IS NOT nullif(new.credibility, '')
    OR nullif(old.note, '') IS NOT nullif(new.note, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'organizations', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'kind', old.kind, 'identity', old.identity, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER organizations_withdrawn AFTER DELETE ON organizations BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'organizations', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'kind', old.kind, 'identity', old.identity, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER organizations_entity_added AFTER INSERT ON organizations WHEN new.id IS NOT NULL BEGIN
  INSERT INTO entities (id, kind) SELECT new.id, 'organizations' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = new.id);
END;
CREATE TRIGGER organizations_entity_withdrawn AFTER DELETE ON organizations BEGIN
  DELETE FROM entities WHERE id = old.id AND kind = 'organizations' AND NOT EXISTS (SELECT 1 FROM organizations WHERE id = old.id);
END;

-- officials
CREATE TRIGGER officials_id_stays BEFORE UPDATE OF id ON officials WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'officials.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER officials_revised AFTER UPDATE ON officials WHEN nullif(old.name, '') IS NOT nullif(new.name, '')
    OR nullif(old.sex, '') IS NOT nullif(new.sex, '')
    OR nullif(old.identity, '') IS NOT nullif(new.identity, '')
    OR nullif(old.source, '') IS NOT nullif(new.source, '')
    OR nullif(old.locator, '') IS NOT nullif(new.locator, '')
    OR nullif(old.quote, '') IS NOT nullif(new.quote, '')
    OR nullif(old.credibility, '') IS NOT nullif(new.credibility, '')
    OR nullif(old.note, '') IS NOT nullif(new.note, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'officials', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'sex', old.sex, 'identity', old.identity, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER officials_withdrawn AFTER DELETE ON officials BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'officials', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'name', old.name, 'sex', old.sex, 'identity', old.identity, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER officials_entity_added AFTER INSERT ON officials WHEN new.id IS NOT NULL BEGIN
  INSERT INTO entities (id, kind) SELECT new.id, 'officials' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = new.id);
END;
CREATE TRIGGER officials_entity_withdrawn AFTER DELETE ON officials BEGIN
  DELETE FROM entities WHERE id = old.id AND kind = 'officials' AND NOT EXISTS (SELECT 1 FROM officials WHERE id = old.id);
END;

-- chapters
CREATE TRIGGER chapters_id_stays BEFORE UPDATE OF id ON chapters WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'chapters.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER chapters_revised AFTER UPDATE ON chapters WHEN nullif(old.organization, '') IS NOT nullif(new.organization, '')
    OR nullif(old.name, '') IS NOT nullif(new.name, '')
    OR nullif(old.level, '') IS NOT nullif(new.level, '')
    OR nullif(old.place, '') IS NOT nullif(new.place, '')
    OR nullif(old.parent, '') IS NOT nullif(new.parent, '')
    OR nullif(old.since, '') IS NOT nullif(new.since, '')
    OR nullif(old.until, '') IS NOT nullif(new.until, '')
    OR nullif(old.as_of, '') IS NOT nullif(new.as_of, '')
    OR nullif(old.source, '') IS NOT nullif(new.source, '')
    OR nullif(old.locator, '') IS NOT nullif(new.locator, '')
    OR nullif(old.quote, '') IS NOT nullif(new.quote, '')
    OR nullif(old.credibility, '') IS NOT nullif(new.credibility, '')
    OR nullif(old.note, '') IS NOT nullif(new.note, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'chapters', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'organization', old.organization, 'name', old.name, 'level', old.level, 'place', old.place, 'parent', old.parent, 'since', old.since, 'until', old.until, 'as_of', old.as_of, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'possible_from', old.possible_from, 'possible_to', old.possible_to, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'since_latest', old.since_latest, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER chapters_withdrawn AFTER DELETE ON chapters BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'chapters', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'organization', old.organization, 'name', old.name, 'level', old.level, 'place', old.place, 'parent', old.parent, 'since', old.since, 'until', old.until, 'as_of', old.as_of, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'possible_from', old.possible_from, 'possible_to', old.possible_to, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'since_latest', old.since_latest, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER chapters_entity_added AFTER INSERT ON chapters WHEN new.id IS NOT NULL BEGIN
  INSERT INTO entities (id, kind) SELECT new.id, 'chapters' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = new.id);
END;
CREATE TRIGGER chapters_entity_withdrawn AFTER DELETE ON chapters BEGIN
  DELETE FROM entities WHERE id = old.id AND kind = 'chapters' AND NOT EXISTS (SELECT 1 FROM chapters WHERE id = old.id);
END;

-- events
CREATE TRIGGER events_id_stays BEFORE UPDATE OF id ON events WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'events.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER events_revised AFTER UPDATE ON events WHEN nullif(old.event, '') IS NOT nullif(new.event, '')
    OR nullif(old.kind, '') IS NOT nullif(new.kind, '')
    OR nullif(old.title, '') IS NOT nullif(new.title, '')
    OR nullif(old.status, '') IS NOT nullif(new.status, '')
    OR nullif(old.date, '') IS NOT nullif(new.date, '')
    OR nullif(old.place, '') IS NOT nullif(new.place, '')
    OR nullif(old.organization, '') IS NOT nullif(new.organization, '')
    OR nullif(old.chapter, '') IS NOT nullif(new.chapter, '')
    OR nullif(old.official, '') IS NOT nullif(new.official, '')
    OR nullif(old.source, '') IS NOT nullif(new.source, '')
    OR nullif(old.locator, '') IS NOT nullif(new.locator, '')
    OR nullif(old.quote, '') IS NOT nullif(new.quote, '')
    OR nullif(old.credibility, '') IS NOT nullif(new.credibility, '')
    OR nullif(old.note, '') IS NOT nullif(new.note, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'events', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'event', old.event, 'kind', old.kind, 'title', old.title, 'status', old.status, 'date', old.date, 'place', old.place, 'organization', old.organization, 'chapter', old.chapter, 'official', old.official, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'date_earliest', old.date_earliest, 'date_latest', old.date_latest, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER events_withdrawn AFTER DELETE ON events BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'events', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'event', old.event, 'kind', old.kind, 'title', old.title, 'status', old.status, 'date', old.date, 'place', old.place, 'organization', old.organization, 'chapter', old.chapter, 'official', old.official, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'date_earliest', old.date_earliest, 'date_latest', old.date_latest, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER events_entity_added AFTER INSERT ON events WHEN new.event IS NOT NULL BEGIN
  INSERT INTO entities (id, kind) SELECT new.event, 'events' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = new.event);
END;
CREATE TRIGGER events_entity_withdrawn AFTER DELETE ON events BEGIN
  DELETE FROM entities WHERE id = old.event AND kind = 'events' AND NOT EXISTS (SELECT 1 FROM events WHERE event = old.event);
END;
CREATE TRIGGER events_entity_changed AFTER UPDATE OF event ON events WHEN new.event IS NOT old.event BEGIN
  INSERT INTO entities (id, kind) SELECT new.event, 'events' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = new.event);
  DELETE FROM entities WHERE id = old.event AND kind = 'events' AND NOT EXISTS (SELECT 1 FROM events WHERE event = old.event);
END;

-- names
CREATE TRIGGER names_id_stays BEFORE UPDATE OF id ON names WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'names.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER names_revised AFTER UPDATE ON names WHEN nullif(old.subject, '') IS NOT nullif(new.subject, '')
    OR nullif(old.label, '') IS NOT nullif(new.label, '')
    OR nullif(old.name, '') IS NOT nullif(new.name, '')
    OR nullif(old.language, '') IS NOT nullif(new.language, '')
    OR nullif(old.kind, '') IS NOT nullif(new.kind, '')
    OR nullif(old.since, '') IS NOT nullif(new.since, '')
    OR nullif(old.until, '') IS NOT nullif(new.until, '')
    OR nullif(old.as_of, '') IS NOT nullif(new.as_of, '')
    OR nullif(old.source, '') IS NOT nullif(new.source, '')
    OR nullif(old.locator, '') IS NOT nullif(new.locator, '')
    OR nullif(old.quote, '') IS NOT nullif(new.quote, '')
    OR nullif(old.credibility, '') IS NOT nullif(new.credibility, '')
    OR nullif(old.note, '') IS NOT nullif(new.note, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'names', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'subject', old.subject, 'label', old.label, 'name', old.name, 'language', old.language, 'kind', old.kind, 'since', old.since, 'until', old.until, 'as_of', old.as_of, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'possible_from', old.possible_from, 'possible_to', old.possible_to, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'since_latest', old.since_latest, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER names_withdrawn AFTER DELETE ON names BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'names', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'subject', old.subject, 'label', old.label, 'name', old.name, 'language', old.language, 'kind', old.kind, 'since', old.since, 'until', old.until, 'as_of', old.as_of, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'possible_from', old.possible_from, 'possible_to', old.possible_to, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'since_latest', old.since_latest, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;

-- relations
CREATE TRIGGER relations_id_stays BEFORE UPDATE OF id ON relations WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'relations.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER relations_revised AFTER UPDATE ON relations WHEN nullif(old.subject, '') IS NOT nullif(new.subject, '')
    OR nullif(old.relation, '') IS NOT nullif(new.relation, '')
    OR nullif(old.object, '') IS NOT nullif(new.object, '')
    OR nullif(old.since, '') IS NOT nullif(new.since, '')
    OR nullif(old.until, '') IS NOT nullif(new.until, '')
    OR nullif(old.as_of, '') IS NOT nullif(new.as_of, '')
    OR nullif(old.source, '') IS NOT nullif(new.source, '')
    OR nullif(old.locator, '') IS NOT nullif(new.locator, '')
    OR nullif(old.quote, '') IS NOT nullif(new.quote, '')
    OR nullif(old.credibility, '') IS NOT nullif(new.credibility, '')
    OR nullif(old.note, '') IS NOT nullif(new.note, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'relations', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'subject', old.subject, 'relation', old.relation, 'object', old.object, 'since', old.since, 'until', old.until, 'as_of', old.as_of, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'possible_from', old.possible_from, 'possible_to', old.possible_to, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'since_latest', old.since_latest, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER relations_withdrawn AFTER DELETE ON relations BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'relations', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'subject', old.subject, 'relation', old.relation, 'object', old.object, 'since', old.since, 'until', old.until, 'as_of', old.as_of, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'possible_from', old.possible_from, 'possible_to', old.possible_to, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'since_latest', old.since_latest, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;

-- postings
CREATE TRIGGER postings_id_stays BEFORE UPDATE OF id ON postings WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'postings.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER postings_revised AFTER UPDATE ON postings WHEN nullif(old.official, '') IS NOT nullif(new.official, '')
    OR nullif(old.organization, '') IS NOT nullif(new.organization, '')
    OR nullif(old.chapter, '') IS NOT nullif(new.chapter, '')
    OR nullif(old.title, '') IS NOT nullif(new.title, '')
    OR nullif(old.title_as_written, '') IS NOT nullif(new.title_as_written, '')
    OR nullif(old.term, '') IS NOT nullif(new.term, '')
    OR nullif(old.since, '') IS NOT nullif(new.since, '')
    OR nullif(old.until, '') IS NOT nullif(new.until, '')
    OR nullif(old.as_of, '') IS NOT nullif(new.as_of, '')
    OR nullif(old.source, '') IS NOT nullif(new.source, '')
    OR nullif(old.locator, '') IS NOT nullif(new.locator, '')
    OR nullif(old.quote, '') IS NOT nullif(new.quote, '')
    OR nullif(old.credibility, '') IS NOT nullif(new.credibility, '')
    OR nullif(old.note, '') IS NOT nullif(new.note, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'postings', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'official', old.official, 'organization', old.organization, 'chapter', old.chapter, 'title', old.title, 'title_as_written', old.title_as_written, 'term', old.term, 'since', old.since, 'until', old.until, 'as_of', old.as_of, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'possible_from', old.possible_from, 'possible_to', old.possible_to, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'since_latest', old.since_latest, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER postings_withdrawn AFTER DELETE ON postings BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'postings', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'official', old.official, 'organization', old.organization, 'chapter', old.chapter, 'title', old.title, 'title_as_written', old.title_as_written, 'term', old.term, 'since', old.since, 'until', old.until, 'as_of', old.as_of, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'possible_from', old.possible_from, 'possible_to', old.possible_to, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'since_latest', old.since_latest, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;

-- facts
CREATE TRIGGER facts_id_stays BEFORE UPDATE OF id ON facts WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'facts.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER facts_revised AFTER UPDATE ON facts WHEN nullif(old.subject, '') IS NOT nullif(new.subject, '')
    OR nullif(old.attribute, '') IS NOT nullif(new.attribute, '')
    OR nullif(old.value, '') IS NOT nullif(new.value, '')
    OR nullif(old.since, '') IS NOT nullif(new.since, '')
    OR nullif(old.until, '') IS NOT nullif(new.until, '')
    OR nullif(old.as_of, '') IS NOT nullif(new.as_of, '')
    OR nullif(old.source, '') IS NOT nullif(new.source, '')
    OR nullif(old.locator, '') IS NOT nullif(new.locator, '')
    OR nullif(old.quote, '') IS NOT nullif(new.quote, '')
    OR nullif(old.credibility, '') IS NOT nullif(new.credibility, '')
    OR nullif(old.note, '') IS NOT nullif(new.note, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'facts', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'subject', old.subject, 'attribute', old.attribute, 'value', old.value, 'since', old.since, 'until', old.until, 'as_of', old.as_of, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'possible_from', old.possible_from, 'possible_to', old.possible_to, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'since_latest', old.since_latest, 'value_earliest', old.value_earliest, 'value_latest', old.value_latest, 'value_least', old.value_least, 'value_most', old.value_most, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER facts_withdrawn AFTER DELETE ON facts BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'facts', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'subject', old.subject, 'attribute', old.attribute, 'value', old.value, 'since', old.since, 'until', old.until, 'as_of', old.as_of, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'possible_from', old.possible_from, 'possible_to', old.possible_to, 'certain_from', old.certain_from, 'certain_to', old.certain_to, 'since_latest', old.since_latest, 'value_earliest', old.value_earliest, 'value_latest', old.value_latest, 'value_least', old.value_least, 'value_most', old.value_most, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;

-- participants
CREATE TRIGGER participants_id_stays BEFORE UPDATE OF id ON participants WHEN new.id IS NOT old.id BEGIN
  SELECT RAISE(ABORT, 'participants.id: an id does not change; delete the row and insert it under the other id');
END;
CREATE TRIGGER participants_revised AFTER UPDATE ON participants WHEN nullif(old.event, '') IS NOT nullif(new.event, '')
    OR nullif(old.subject, '') IS NOT nullif(new.subject, '')
    OR nullif(old.role, '') IS NOT nullif(new.role, '')
    OR nullif(old.source, '') IS NOT nullif(new.source, '')
    OR nullif(old.locator, '') IS NOT nullif(new.locator, '')
    OR nullif(old.quote, '') IS NOT nullif(new.quote, '')
    OR nullif(old.credibility, '') IS NOT nullif(new.credibility, '')
    OR nullif(old.note, '') IS NOT nullif(new.note, '') BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'participants', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'event', old.event, 'subject', old.subject, 'role', old.role, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;
CREATE TRIGGER participants_withdrawn AFTER DELETE ON participants BEGIN
  INSERT INTO history (table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image)
    SELECT 'participants', old.id, coalesce(old.recorded_at, now), coalesce(old.arrived_at, now), max(coalesce(old.arrived_at, ''), (SELECT now FROM change_in_progress)), old.import, import, reason,
      json_object('id', old.id, 'event', old.event, 'subject', old.subject, 'role', old.role, 'source', old.source, 'locator', old.locator, 'quote', old.quote, 'credibility', old.credibility, 'note', old.note, 'recorded_at', old.recorded_at, 'arrived_at', old.arrived_at, 'import', old.import)
    FROM change_in_progress;
END;

-- What is recorded does not change.
CREATE TRIGGER history_stays_as_it_is BEFORE UPDATE ON history BEGIN
  SELECT RAISE(ABORT, 'history: a recorded version does not change');
END;
CREATE TRIGGER history_is_kept BEFORE DELETE ON history BEGIN
  SELECT RAISE(ABORT, 'history: a recorded version is not deleted');
END;
CREATE TRIGGER history_only_grows BEFORE INSERT ON history WHEN EXISTS (SELECT 1 FROM history WHERE sequence = new.sequence) BEGIN
  SELECT RAISE(ABORT, 'history: a recorded version is not replaced');
END;
