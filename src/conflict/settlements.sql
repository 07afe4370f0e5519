-- What the analyst concluded about contradictions.
-- :published_by  day, or NULL for any
SELECT settlements.id, settlements.source, settlements.rule, settlements.subject, settlements.records,
  settlements.upholds, settlements.conclusion, settlements.recorded_at, sources.author, sources.title, sources.kind,
  sources.public_by
FROM settlements JOIN sources ON sources.id = settlements.source
WHERE coalesce(settlements.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY settlements.id
