-- Recorded births, deaths, foundings and dissolutions of some entities.
-- :subjects      JSON array of ids, or NULL for all
-- :published_by  day, or NULL for any
SELECT facts.id, facts.source, facts.subject, facts.attribute, facts.value_earliest, facts.value_latest,
  sources.published_earliest, sources.public_by
FROM facts JOIN sources ON sources.id = facts.source
WHERE facts.attribute IN ('born', 'died', 'founded', 'dissolved')
  AND facts.subject IN (SELECT value FROM json_each(:subjects))
  AND facts.value_earliest IS NOT NULL
  AND coalesce(facts.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
