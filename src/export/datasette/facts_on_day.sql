-- What is stated about something on a day
-- :subject   id of a place, organization, chapter, official or event
-- :day       YYYY-MM-DD; blank: today
SELECT attributes.name AS attribute, facts.value,
  CASE WHEN asked.day BETWEEN facts.certain_from AND facts.certain_to THEN 'certain' ELSE 'possible' END AS by_this_record,
  facts.since, facts.until, facts.as_of, facts.credibility, facts.source, sources.published,
  sources.title AS source_title, facts.id AS record
FROM (SELECT coalesce(nullif(:day, ''), date('now')) AS day) AS asked
  JOIN facts ON asked.day BETWEEN facts.possible_from AND facts.possible_to
  JOIN attributes ON attributes.id = facts.attribute
  JOIN sources ON sources.id = facts.source
WHERE facts.subject = :subject
ORDER BY facts.attribute, facts.value, facts.id
