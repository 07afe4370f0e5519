-- Postings in offices that one official at a time holds, body by body, of bodies where a title as written may say "first".
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
WITH called (body) AS MATERIALIZED (
  SELECT DISTINCT coalesce(organization, chapter) FROM postings
  WHERE title_as_written LIKE '%first%' OR title_as_written LIKE '%founding%' OR title_as_written LIKE '%inaugural%'
    OR title_as_written LIKE '%1st%' OR title_as_written LIKE '%초대%' OR title_as_written LIKE '%첫%'
    OR title_as_written LIKE '%初代%' OR title_as_written LIKE '%首任%'
)
SELECT postings.id, postings.source, postings.since, postings.until, postings.as_of,
  postings.possible_from, postings.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, coalesce(postings.organization, postings.chapter) AS body,
  coalesce(titles.office, titles.id) AS office, postings.official AS official, titles.id AS title,
  postings.title_as_written AS title_as_written
FROM postings
  JOIN titles ON titles.id = postings.title
  JOIN sources ON sources.id = postings.source
WHERE coalesce(titles.office, titles.id) IN (SELECT coalesce(office, id) FROM titles WHERE holders = 'one')
  AND postings.id IN (
    SELECT id FROM postings WHERE organization IN (SELECT body FROM called)
    UNION ALL
    SELECT id FROM postings WHERE chapter IN (SELECT body FROM called))
  AND postings.official NOT IN (SELECT id FROM officials WHERE identity = 'unnamed')
  AND coalesce(postings.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY body, office, postings.official, postings.id
