-- Versions that were superseded, the latest first: of one row, of one table, or all.
-- :table_name  a table, or NULL for all
-- :id          an id, or NULL for all
SELECT sequence, superseded_at, table_name, id, change, recorded_at, superseded_by, reason, image
FROM changes
WHERE (:table_name IS NULL OR table_name = :table_name) AND (:id IS NULL OR id = :id)
ORDER BY sequence DESC
