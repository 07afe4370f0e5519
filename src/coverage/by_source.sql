-- Records by source and table; sources without any as well.
-- :published_by  day, or NULL for any
SELECT sources.id, records.table_name, sources.id, coalesce(records.many, 0)
FROM sources LEFT JOIN (
  SELECT 'postings' AS table_name, source, count(*) AS many FROM postings GROUP BY source
  UNION ALL SELECT 'facts', source, count(*) FROM facts GROUP BY source
  UNION ALL SELECT 'events', source, count(*) FROM events GROUP BY source
  UNION ALL SELECT 'names', source, count(*) FROM names GROUP BY source
  UNION ALL SELECT 'relations', source, count(*) FROM relations GROUP BY source
  UNION ALL SELECT 'participants', source, count(*) FROM participants GROUP BY source
  UNION ALL SELECT 'chapters', source, count(*) FROM chapters GROUP BY source
) AS records ON records.source = sources.id
WHERE :published_by IS NULL OR sources.public_by <= :published_by
