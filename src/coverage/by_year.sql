-- Dated records, with what their dates rest on.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT records.id, records.source, records.since, records.until, records.as_of, records.possible_from,
  records.possible_to, sources.published_earliest, sources.published_latest, sources.public_by, records.table_name,
  records.date_earliest, records.date_latest
FROM (
  -- for each dated statement
  SELECT '{table}' AS table_name, id, source, {since} AS since, {until} AS until, {as_of} AS as_of,
    {possible_from} AS possible_from, {possible_to} AS possible_to,
    {value_earliest or date_earliest} AS date_earliest, {value_latest or date_latest} AS date_latest
  FROM {table}
  -- end
) AS records JOIN sources ON sources.id = records.source
WHERE :published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by
