-- Who held which post on a day
-- What each record says by itself, with its source: it held for certain, or nothing in the record excludes it. How records
-- are weighed together is shown by: orgarchive officials --on DAY
-- :day            YYYY-MM-DD; blank: today
-- :organization   id of an organization, its chapters included; blank: any
-- :published_by   YYYY-MM-DD: only sources that were surely out by then; blank: any
SELECT postings.official, officials.name AS official_name, postings.title, postings.organization, postings.chapter,
  CASE WHEN asked.day BETWEEN postings.certain_from AND postings.certain_to THEN 'certain' ELSE 'possible' END
    AS by_this_record,
  postings.since, postings.until, postings.as_of, postings.credibility, postings.source, sources.published,
  sources.title AS source_title, postings.id AS record
FROM (SELECT coalesce(nullif(:day, ''), date('now')) AS day) AS asked
  JOIN postings ON asked.day BETWEEN postings.possible_from AND postings.possible_to
  JOIN officials ON officials.id = postings.official
  JOIN sources ON sources.id = postings.source
  LEFT JOIN chapters ON chapters.id = postings.chapter
WHERE (coalesce(:organization, '') = '' OR :organization IN (postings.organization, chapters.organization))
  AND (coalesce(:published_by, '') = '' OR sources.public_by <= :published_by)
ORDER BY postings.organization, postings.chapter, postings.title, by_this_record, postings.official, postings.id
