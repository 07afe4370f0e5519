-- Sources without a date, an address or an archived copy, with how many records rest on them, and what each lacks.
-- :published_by  day, or NULL for any
WITH resting (source, records) AS (
  -- for each statement
  SELECT source, count(*) FROM {table} GROUP BY source
  -- end
)
SELECT sources.id, sources.title, sum(resting.records) AS records, sources.published IS NULL AS date,
  sources.url IS NULL AS address,
  sources.archive_url IS NULL AND sources.id NOT IN (SELECT source FROM attachments) AS copy
FROM resting JOIN sources ON sources.id = resting.source
WHERE coalesce(sources.kind, '') <> 'judgement'
  AND (:published_by IS NULL OR sources.public_by <= :published_by)
GROUP BY sources.id
HAVING date OR address OR copy
ORDER BY sources.id
