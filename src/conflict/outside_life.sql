-- Births and deaths of officials, then their postings, their participations in events and events that concern them.
-- Of postings only those that a record may date before the age of 14: those beyond a life are found by their verdicts.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
WITH mortal (id) AS (SELECT DISTINCT subject FROM facts WHERE attribute IN ('born', 'died')),
  ripe (id, day) AS MATERIALIZED (
    SELECT subject, max(printf('%04d', substr(value_earliest, 1, 4) + 14) || substr(value_earliest, 5)) FROM facts
    WHERE attribute = 'born' AND value_earliest < '9985' GROUP BY subject)
SELECT facts.id, facts.source, NULL, NULL, NULL, NULL, NULL, sources.published_earliest, sources.published_latest,
  sources.public_by, facts.subject AS official, 0 AS step, facts.subject AS told, facts.attribute,
  facts.value_earliest, facts.value_latest, NULL, NULL, NULL, NULL, NULL
FROM facts JOIN sources ON sources.id = facts.source
WHERE facts.attribute IN ('born', 'died') AND facts.value_earliest IS NOT NULL
  AND coalesce(facts.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT postings.id, postings.source, postings.since, postings.until, postings.as_of, postings.possible_from,
  postings.possible_to, sources.published_earliest, sources.published_latest, sources.public_by,
  postings.official, 1, coalesce(postings.organization, postings.chapter) || ' ' || titles.office || ' ' || coalesce(postings.term, ''),
  titles.office || ' in ' || coalesce(postings.organization, postings.chapter), NULL, NULL, NULL, NULL, NULL, NULL,
  coalesce(postings.organization, postings.chapter)
FROM ripe
  JOIN postings ON postings.official = ripe.id
  JOIN titles ON titles.id = postings.title
  JOIN sources ON sources.id = postings.source
WHERE coalesce(postings.credibility, 6) <> 5
  AND (postings.since_latest <= ripe.day OR postings.possible_to <= ripe.day OR postings.as_of_latest <= ripe.day
    OR sources.public_by <= ripe.day OR sources.published_latest <= ripe.day)
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT participants.id, participants.source, NULL, NULL, NULL, NULL, NULL, sources.published_earliest,
  sources.published_latest, sources.public_by, participants.subject, 2, participants.event,
  'takes part in ' || participants.event, events.date_earliest, events.date_latest, participants.role, events.kind,
  events.id, events.source, participants.event
FROM mortal
  JOIN participants ON participants.subject = mortal.id
  JOIN events ON events.event = participants.event AND events.status = 'occurred'
  JOIN sources ON sources.id = participants.source
  JOIN sources AS reported ON reported.id = events.source
WHERE coalesce(participants.credibility, 6) <> 5 AND coalesce(events.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
  AND (:published_by IS NULL OR reported.public_by <= :published_by)
UNION ALL
SELECT events.id, events.source, NULL, NULL, NULL, NULL, NULL, sources.published_earliest, sources.published_latest,
  sources.public_by, events.official, 2, events.event, 'is concerned by ' || events.event, events.date_earliest,
  events.date_latest, NULL, events.kind, NULL, NULL, events.event
FROM mortal
  JOIN events ON events.official = mortal.id AND events.status = 'occurred'
  JOIN sources ON sources.id = events.source
WHERE coalesce(events.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY official, step, told, 1
