-- Dated records, with what their dates rest on.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT records.id, records.source, records.since, records.until, records.as_of, records.possible_from,
  records.possible_to, sources.published_earliest, sources.published_latest, sources.public_by, records.table_name,
  records.date_earliest, records.date_latest
FROM (
  SELECT 'postings' AS table_name, id, source, since, until, as_of, possible_from, possible_to,
    NULL AS date_earliest, NULL AS date_latest FROM postings
  UNION ALL SELECT 'names', id, source, since, until, as_of, possible_from, possible_to, NULL, NULL FROM names
  UNION ALL SELECT 'relations', id, source, since, until, as_of, possible_from, possible_to, NULL, NULL FROM relations
  UNION ALL SELECT 'chapters', id, source, since, until, as_of, possible_from, possible_to, NULL, NULL FROM chapters
  UNION ALL SELECT 'facts', id, source, since, until, as_of, possible_from, possible_to, value_earliest, value_latest
  FROM facts
  UNION ALL SELECT 'events', id, source, NULL, NULL, NULL, NULL, NULL, date_earliest, date_latest FROM events
) AS records JOIN sources ON sources.id = records.source
WHERE :published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by
