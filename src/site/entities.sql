-- All entities.
SELECT id, kind FROM entities ORDER BY id
