-- Every record about one entity: its own row, statements about it, and rows that name it.
-- :id            the id of the entity
-- :published_by  day, or NULL for any
SELECT about.*, sources.public_by FROM (
SELECT 'places' AS table_name, places.id AS id, places.id AS subject,
  'is the ' || coalesce(places.kind, 'place') || ' ' || places.name AS statement, places.parent AS object,
  NULL AS date, NULL AS since, NULL AS until, NULL AS as_of, '0001-01-01' AS first_day, '9999-12-31' AS last_day,
  NULL AS certain_from, NULL AS certain_to, places.source, places.locator, places.quote, places.credibility, places.note
FROM places
WHERE places.id IN (SELECT :id UNION SELECT id FROM places WHERE parent = :id)
UNION ALL
SELECT 'organizations', organizations.id, organizations.id, 'is the ' || coalesce(organizations.kind, 'organization') || ' ' || organizations.name, NULL, NULL, NULL, NULL, NULL, '0001-01-01', '9999-12-31', NULL, NULL, organizations.source, organizations.locator, organizations.quote, organizations.credibility, organizations.note
FROM organizations
WHERE organizations.id = :id
UNION ALL
SELECT 'officials', officials.id, officials.id, 'is ' || officials.name || coalesce(', ' || officials.sex, ''), NULL, NULL, NULL, NULL, NULL, '0001-01-01', '9999-12-31', NULL, NULL, officials.source, officials.locator, officials.quote, officials.credibility, officials.note
FROM officials
WHERE officials.id = :id
UNION ALL
SELECT 'chapters', chapters.id, chapters.id, 'is the ' || coalesce(chapters.level || ' ', '') || 'chapter ' || chapters.name || coalesce(', in ' || chapters.place, '') || ' of', coalesce(chapters.parent, chapters.organization), NULL, chapters.since, chapters.until, chapters.as_of, chapters.possible_from, chapters.possible_to, chapters.certain_from, chapters.certain_to, chapters.source, chapters.locator, chapters.quote, chapters.credibility, chapters.note
FROM chapters
WHERE chapters.id IN (
    SELECT :id UNION SELECT id FROM chapters WHERE organization = :id
    UNION SELECT id FROM chapters WHERE parent = :id UNION SELECT id FROM chapters WHERE place = :id)
UNION ALL
SELECT 'names', names.id, names.subject, 'is called ' || names.name || coalesce(' (' || names.language || coalesce(', ' || names.kind, '') || ')', ''), NULL, NULL, names.since, names.until, names.as_of, names.possible_from, names.possible_to, names.certain_from, names.certain_to, names.source, names.locator, names.quote, names.credibility, names.note
FROM names
WHERE names.subject = :id
UNION ALL
SELECT 'facts', facts.id, facts.subject, coalesce(attributes.name, facts.attribute) || ': ' || facts.value, NULL, NULL, facts.since, facts.until, facts.as_of, facts.possible_from, facts.possible_to, facts.certain_from, facts.certain_to, facts.source, facts.locator, facts.quote, facts.credibility, facts.note
FROM facts
  LEFT JOIN attributes ON attributes.id = facts.attribute
WHERE facts.subject = :id
UNION ALL
SELECT 'relations', relations.id, relations.subject, coalesce(relation_kinds.name, relations.relation), relations.object, NULL, relations.since, relations.until, relations.as_of, relations.possible_from, relations.possible_to, relations.certain_from, relations.certain_to, relations.source, relations.locator, relations.quote, relations.credibility, relations.note
FROM relations
  LEFT JOIN relation_kinds ON relation_kinds.id = relations.relation
WHERE relations.id IN (
    SELECT id FROM relations WHERE subject = :id UNION SELECT id FROM relations WHERE object = :id)
UNION ALL
SELECT 'postings', postings.id, postings.official, 'holds the title ' || coalesce(titles.name, postings.title)
    || coalesce(' (' || postings.title_as_written || ')', '') || ' in', coalesce(postings.organization, postings.chapter), NULL, postings.since, postings.until, postings.as_of, postings.possible_from, postings.possible_to, postings.certain_from, postings.certain_to, postings.source, postings.locator, postings.quote, postings.credibility, postings.note
FROM postings
  LEFT JOIN titles ON titles.id = postings.title
WHERE postings.id IN (
    SELECT id FROM postings WHERE official = :id UNION SELECT id FROM postings WHERE organization = :id
    UNION SELECT id FROM postings WHERE chapter = :id)
UNION ALL
SELECT 'events', events.id, events.event, events.status || ': ' || events.title || coalesce(', in ' || events.place, ''),
  coalesce(events.official, events.chapter, events.organization), events.date, NULL, NULL, NULL, events.date_earliest, events.date_latest, events.certain_from, events.certain_to, events.source, events.locator, events.quote, events.credibility, events.note
FROM events
WHERE events.id IN (
    SELECT id FROM events WHERE event = :id UNION SELECT id FROM events WHERE official = :id
    UNION SELECT id FROM events WHERE organization = :id UNION SELECT id FROM events WHERE chapter = :id
    UNION SELECT id FROM events WHERE place = :id)
UNION ALL
SELECT 'settlements', settlements.id, settlements.subject, 'in the matter of ' || settlements.rule || ': ' || settlements.conclusion, NULL, NULL, NULL, NULL, NULL, '0001-01-01', '9999-12-31', NULL, NULL, settlements.source, settlements.locator, settlements.quote, settlements.credibility, settlements.note
FROM settlements
WHERE settlements.subject = :id
UNION ALL
SELECT 'judgements', judgements.id, judgements.one, CASE judgements.verdict WHEN 'same' THEN 'is judged to be the same as'
    WHEN 'different' THEN 'is judged to be another than' ELSE 'may be the same as, and is left open,' END, judgements.other, NULL, NULL, NULL, NULL, '0001-01-01', '9999-12-31', NULL, NULL, judgements.source, judgements.locator, judgements.quote, judgements.credibility, judgements.note
FROM judgements
WHERE judgements.id IN (
    SELECT id FROM judgements WHERE one IN (SELECT :id UNION SELECT id FROM renames WHERE entity = :id)
    UNION SELECT id FROM judgements WHERE other IN (SELECT :id UNION SELECT id FROM renames WHERE entity = :id))
UNION ALL
SELECT 'participants', participants.id, participants.subject, 'takes part' || coalesce(' as ' || roles.name, '') || ' in', participants.event, (SELECT date FROM events WHERE events.event = participants.event ORDER BY date LIMIT 1), NULL, NULL, NULL,
  coalesce((SELECT date_earliest FROM events WHERE events.event = participants.event ORDER BY date_earliest LIMIT 1), '0001-01-01'),
  coalesce((SELECT date_latest FROM events WHERE events.event = participants.event ORDER BY date_latest DESC LIMIT 1), '9999-12-31'), NULL, NULL, participants.source, participants.locator, participants.quote, participants.credibility, participants.note
FROM participants
  LEFT JOIN roles ON roles.id = participants.role
WHERE participants.id IN (
    SELECT id FROM participants WHERE subject = :id UNION SELECT id FROM participants WHERE event = :id)
) AS about JOIN sources ON sources.id = about.source
WHERE :published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by
