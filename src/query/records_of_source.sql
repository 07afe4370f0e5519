-- Every record of one source.
-- :id            the id of the source
-- :published_by  day, or NULL for any
SELECT said.*, sources.public_by FROM (
-- for each record
SELECT '{table}' AS table_name, {table}.id, {subject} AS subject, {statement} AS statement, {toward} AS object,
  {date} AS date, {since} AS since, {until} AS until, {as_of} AS as_of, {first day} AS first_day, {last day} AS last_day,
  {certain_from} AS certain_from, {certain_to} AS certain_to,
  {table}.source, {table}.locator, {table}.quote, {table}.credibility, {table}.note
FROM {table}
WHERE {table}.source = :id
-- end
) AS said JOIN sources ON sources.id = said.source
WHERE :published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by
