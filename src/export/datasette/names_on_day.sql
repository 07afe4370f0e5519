-- What something was called on a day
-- Names as sources give them, in every language and script.
-- :subject   id of a place, organization, chapter, official or event
-- :day       YYYY-MM-DD; blank: today
SELECT names.name, names.language, names.kind, names.label,
  CASE WHEN asked.day BETWEEN names.certain_from AND names.certain_to THEN 'certain' ELSE 'possible' END AS by_this_record,
  names.since, names.until, names.as_of, names.source, sources.title AS source_title, names.id AS record
FROM (SELECT coalesce(nullif(:day, ''), date('now')) AS day) AS asked
  JOIN names ON asked.day BETWEEN names.possible_from AND names.possible_to
  JOIN sources ON sources.id = names.source
WHERE names.subject = :subject
ORDER BY names.label, names.language, names.name, names.id
