-- Postings in offices that one official at a time holds, body by body, where a title as written may say "first".
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT postings.id, postings.source, postings.since, postings.until, postings.as_of,
  postings.possible_from, postings.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, coalesce(postings.organization, postings.chapter) AS body,
  coalesce(titles.office, titles.id) AS office, postings.official AS official, titles.id AS title,
  postings.title_as_written AS title_as_written
FROM titles
  JOIN postings ON postings.title = titles.id
  JOIN sources ON sources.id = postings.source
WHERE coalesce(titles.office, titles.id) IN (SELECT coalesce(office, id) FROM titles WHERE holders = 'one')
  AND coalesce(postings.organization, postings.chapter) IN (
    SELECT coalesce(organization, chapter) FROM postings WHERE title_as_written IS NOT NULL)
  AND postings.official NOT IN (SELECT id FROM officials WHERE identity = 'unnamed')
  AND coalesce(postings.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY body, office, postings.official, postings.id
