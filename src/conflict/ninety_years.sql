-- Posts of more than ninety years by one record, and posts more than ninety years after the latest recorded birth.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT postings.id, postings.source, sources.public_by, postings.official,
  coalesce(postings.organization, postings.chapter) AS body, postings.title, NULL AS birth, NULL AS birth_source,
  postings.certain_from AS first, postings.certain_to AS last
FROM postings JOIN sources ON sources.id = postings.source
WHERE postings.certain_to > CAST(substr(postings.certain_from, 1, 4) + 90 AS TEXT) || substr(postings.certain_from, 5)
  AND coalesce(postings.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT postings.id, postings.source, sources.public_by, postings.official,
  coalesce(postings.organization, postings.chapter), postings.title, births.id, births.source,
  births.latest, coalesce(postings.certain_to, postings.possible_from)
FROM (
    SELECT facts.subject, facts.id, facts.source, max(facts.value_latest) AS latest
    FROM facts JOIN sources ON sources.id = facts.source
    WHERE facts.attribute = 'born' AND facts.value_latest IS NOT NULL AND coalesce(facts.credibility, 6) <> 5
      AND (:published_by IS NULL OR sources.public_by <= :published_by)
    GROUP BY facts.subject) AS births
  JOIN postings ON postings.official = births.subject
  JOIN sources ON sources.id = postings.source
WHERE coalesce(postings.certain_to, CASE WHEN postings.since_latest IS NOT NULL THEN postings.possible_from END)
    > CAST(substr(births.latest, 1, 4) + 90 AS TEXT) || substr(births.latest, 5)
  AND births.latest < '9000'
  AND coalesce(postings.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY 4, 1
