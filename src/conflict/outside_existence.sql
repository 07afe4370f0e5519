-- Foundings and dissolutions of bodies, then postings in them, and events that concern them or in which they take part.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
WITH limits (body, told, id, source, attribute, earliest, latest) AS (
  SELECT subject, subject, id, source, attribute, value_earliest, value_latest FROM facts
  WHERE attribute IN ('founded', 'dissolved') AND value_earliest IS NOT NULL AND coalesce(credibility, 6) <> 5
  UNION ALL
  SELECT chapters.id, facts.subject, facts.id, facts.source, facts.attribute, facts.value_earliest, facts.value_latest
  FROM facts JOIN chapters ON chapters.organization = facts.subject
  WHERE facts.attribute IN ('founded', 'dissolved') AND facts.value_earliest IS NOT NULL
    AND coalesce(facts.credibility, 6) <> 5
  UNION ALL
  SELECT id, id, id, source, 'founded', possible_from, since_latest FROM chapters
  WHERE since_latest IS NOT NULL AND coalesce(credibility, 6) <> 5
  UNION ALL
  SELECT id, id, id, source, 'dissolved', possible_to, possible_to FROM chapters
  WHERE possible_to < '9999-12-31' AND coalesce(credibility, 6) <> 5
), bounded (id) AS (SELECT DISTINCT body FROM limits)
SELECT limits.id, limits.source, NULL, NULL, NULL, NULL, NULL, sources.published_earliest, sources.published_latest,
  sources.public_by, limits.body AS body, 0 AS step, limits.told AS told, limits.attribute, limits.earliest,
  limits.latest, NULL, NULL, NULL, NULL, NULL
FROM limits JOIN sources ON sources.id = limits.source
WHERE :published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by
UNION ALL
SELECT postings.id, postings.source, postings.since, postings.until, postings.as_of, postings.possible_from,
  postings.possible_to, sources.published_earliest, sources.published_latest, sources.public_by,
  bounded.id, 1, postings.official || ' ' || titles.office || ' ' || coalesce(postings.term, ''),
  postings.official || ' is ' || titles.office, NULL, NULL, NULL, NULL, NULL, NULL, postings.official
FROM bounded
  JOIN postings ON postings.chapter = bounded.id
  JOIN titles ON titles.id = postings.title
  JOIN sources ON sources.id = postings.source
WHERE coalesce(postings.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT events.id, events.source, NULL, NULL, NULL, NULL, NULL, sources.published_earliest, sources.published_latest,
  sources.public_by, bounded.id, 2, events.event, 'is concerned by ' || events.event, events.date_earliest,
  events.date_latest, NULL, events.kind, NULL, NULL, events.event
FROM bounded
  JOIN events ON events.organization = bounded.id AND events.status = 'occurred'
  JOIN sources ON sources.id = events.source
WHERE coalesce(events.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT events.id, events.source, NULL, NULL, NULL, NULL, NULL, sources.published_earliest, sources.published_latest,
  sources.public_by, bounded.id, 2, events.event, 'is concerned by ' || events.event, events.date_earliest,
  events.date_latest, NULL, events.kind, NULL, NULL, events.event
FROM bounded
  JOIN events ON events.chapter = bounded.id AND events.status = 'occurred'
  JOIN sources ON sources.id = events.source
WHERE coalesce(events.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT participants.id, participants.source, NULL, NULL, NULL, NULL, NULL, sources.published_earliest,
  sources.published_latest, sources.public_by, participants.subject, 2, participants.event,
  'takes part in ' || participants.event, events.date_earliest, events.date_latest, participants.role, events.kind,
  events.id, events.source, participants.event
FROM bounded
  JOIN participants ON participants.subject = bounded.id
  JOIN events ON events.event = participants.event AND events.status = 'occurred'
  JOIN sources ON sources.id = participants.source
  JOIN sources AS reported ON reported.id = events.source
WHERE coalesce(participants.credibility, 6) <> 5 AND coalesce(events.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
  AND (:published_by IS NULL OR reported.public_by <= :published_by)
ORDER BY body, step, told, 1
