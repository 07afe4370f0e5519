-- Which chapters there were on a day
-- What each record says by itself: chapters' own rows. Relations that date them as well are weighed by: orgarchive chapters
-- :day            YYYY-MM-DD; blank: today
-- :organization   id of an organization; blank: any
SELECT chapters.organization, chapters.id AS chapter, chapters.name, chapters.level, chapters.place,
  CASE WHEN asked.day BETWEEN chapters.certain_from AND chapters.certain_to THEN 'certain' ELSE 'possible' END
    AS by_this_record,
  chapters.since, chapters.until, chapters.as_of, chapters.source, sources.title AS source_title
FROM (SELECT coalesce(nullif(:day, ''), date('now')) AS day) AS asked
  JOIN chapters ON asked.day BETWEEN chapters.possible_from AND chapters.possible_to
  JOIN sources ON sources.id = chapters.source
WHERE coalesce(:organization, '') = '' OR chapters.organization = :organization
ORDER BY chapters.organization, chapters.level, chapters.id
