-- What became of a record
-- Every superseded version of a row, whoever changed it; the current version is in its table.
-- :id   id of a record
SELECT sequence, table_name, id, recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image
FROM history
WHERE id = :id
ORDER BY sequence
