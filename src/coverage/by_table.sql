-- Records by table and source.
-- :published_by  day, or NULL for any
SELECT records.table_name AS subject, records.table_name, records.source, sum(records.many)
FROM (
  SELECT 'postings' AS table_name, source, count(*) AS many FROM postings GROUP BY source
  UNION ALL SELECT 'facts', source, count(*) FROM facts GROUP BY source
  UNION ALL SELECT 'events', source, count(*) FROM events GROUP BY source
  UNION ALL SELECT 'names', source, count(*) FROM names GROUP BY source
  UNION ALL SELECT 'relations', source, count(*) FROM relations GROUP BY source
  UNION ALL SELECT 'participants', source, count(*) FROM participants GROUP BY source
  UNION ALL SELECT 'chapters', source, count(*) FROM chapters GROUP BY source
) AS records JOIN sources ON sources.id = records.source
WHERE :published_by IS NULL OR sources.public_by <= :published_by
GROUP BY 1, 2, 3
