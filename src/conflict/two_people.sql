-- Births and deaths of officials, and their first and last day in office where more than ninety years lie between.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
WITH in_office (official, first, last) AS (
  SELECT postings.official, min(coalesce(postings.since_latest, postings.certain_from)) AS first,
    max(coalesce(postings.certain_to, CASE WHEN postings.since_latest IS NOT NULL THEN postings.possible_from END)) AS last
  FROM postings NOT INDEXED CROSS JOIN sources ON sources.id = postings.source
  WHERE coalesce(postings.credibility, 6) <> 5
    AND postings.official NOT IN (SELECT id FROM officials WHERE identity = 'unnamed')
    AND (:published_by IS NULL OR sources.public_by <= :published_by)
  GROUP BY postings.official
  HAVING substr(last, 1, 4) - substr(first, 1, 4) > 90
)
SELECT facts.id, facts.source, NULL, NULL, NULL, NULL, NULL, sources.published_earliest, sources.published_latest,
  sources.public_by, facts.subject AS official, facts.attribute, facts.value, facts.value_earliest, facts.value_latest
FROM facts JOIN sources ON sources.id = facts.source
WHERE facts.attribute IN ('born', 'died') AND facts.value_earliest IS NOT NULL
  AND coalesce(facts.credibility, 6) <> 5
  AND facts.subject NOT IN (SELECT id FROM officials WHERE identity = 'unnamed')
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT postings.id, postings.source, NULL, NULL, NULL, NULL, NULL, sources.published_earliest,
  sources.published_latest, sources.public_by, postings.official,
  CASE WHEN coalesce(postings.since_latest, postings.certain_from) = in_office.first THEN 'first' ELSE 'last' END,
  'in office', coalesce(postings.since_latest, postings.certain_from),
  coalesce(postings.certain_to, postings.possible_from)
FROM in_office
  JOIN postings ON postings.official = in_office.official
  JOIN sources ON sources.id = postings.source
WHERE (coalesce(postings.since_latest, postings.certain_from) = in_office.first
    OR coalesce(postings.certain_to, CASE WHEN postings.since_latest IS NOT NULL THEN postings.possible_from END)
      = in_office.last)
  AND coalesce(postings.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY official, 12, 1
