-- The post that a record speaks of, and its days.
-- :id            its id
-- :published_by  day, or NULL for any
SELECT postings.id, postings.source, postings.since, postings.until, postings.as_of,
  postings.possible_from, postings.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, postings.official, coalesce(postings.organization, postings.chapter),
  coalesce(titles.office, titles.id), postings.credibility
FROM postings
  JOIN sources ON sources.id = postings.source
  LEFT JOIN titles ON titles.id = postings.title
WHERE postings.id = :id
