-- Records by source and table; sources without any as well.
-- :published_by  day, or NULL for any
SELECT sources.id, records.table_name, sources.id, coalesce(records.many, 0)
FROM sources LEFT JOIN (
  -- for each statement
  SELECT '{table}' AS table_name, source, count(*) AS many FROM {table} GROUP BY source
  -- end
) AS records ON records.source = sources.id
WHERE :published_by IS NULL OR sources.public_by <= :published_by
