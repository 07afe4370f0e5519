CREATE TABLE run_in_progress ( -- one row while orgarchive writes
  one INTEGER PRIMARY KEY CHECK (one = 1),
  now TEXT NOT NULL, import TEXT, reason TEXT) STRICT;
CREATE TRIGGER places_e AFTER INSERT ON places BEGIN INSERT INTO entities SELECT new.id, 'places' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = new.id); END;
CREATE TRIGGER organizations_e AFTER INSERT ON organizations BEGIN INSERT INTO entities SELECT new.id, 'organizations' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = new.id); END;
CREATE TRIGGER officials_e AFTER INSERT ON officials BEGIN INSERT INTO entities SELECT new.id, 'officials' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = new.id); END;
CREATE TRIGGER chapters_e AFTER INSERT ON chapters BEGIN INSERT INTO entities SELECT new.id, 'chapters' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = new.id); END;
CREATE TRIGGER events_e AFTER INSERT ON events BEGIN INSERT INTO entities SELECT new.event, 'events' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = new.event); END;
