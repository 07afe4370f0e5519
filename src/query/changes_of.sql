-- Versions that were superseded, the latest first: of one row, of one table, or all.
-- :table_name  a table, or NULL for all
-- :id          an id, or NULL for all
-- :from        a stamp or a day, or NULL
-- :to          a stamp, or NULL
SELECT sequence, superseded_at, table_name, id, change, recorded_at, written_by, superseded_by, reason, image
FROM changes
WHERE (:table_name IS NULL OR table_name = :table_name) AND (:id IS NULL OR id = :id)
  AND (:from IS NULL OR superseded_at >= :from) AND (:to IS NULL OR superseded_at <= :to)
ORDER BY sequence DESC
