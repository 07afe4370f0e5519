-- Records by table and source.
-- :published_by  day, or NULL for any
SELECT records.table_name AS subject, records.table_name, records.source, sum(records.many)
FROM (
  -- for each statement
  SELECT '{table}' AS table_name, source, count(*) AS many FROM {table} GROUP BY source
  -- end
) AS records JOIN sources ON sources.id = records.source
WHERE :published_by IS NULL OR sources.public_by <= :published_by
GROUP BY 1, 2, 3
