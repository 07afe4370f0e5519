-- What is stated, with every record that states it: postings, facts, relations and events that occurred.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT 'postings' AS told, postings.official || ' ' || coalesce(titles.office, titles.id) || ' '
    || coalesce(postings.organization, postings.chapter) AS statement,
  postings.id, postings.source, sources.reliability, sources.public_by, postings.official AS subject,
  coalesce(postings.organization, postings.chapter) AS other,
  titles.name AS words, titles.rank, NULL AS value, NULL AS type
FROM postings JOIN titles ON titles.id = postings.title JOIN sources ON sources.id = postings.source
WHERE coalesce(postings.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT 'facts', facts.subject || ' ' || facts.attribute || ' ' || facts.value, facts.id, facts.source,
  sources.reliability, sources.public_by, facts.subject, NULL,
  attributes.name, NULL, facts.value, attributes.type
FROM facts JOIN attributes ON attributes.id = facts.attribute JOIN sources ON sources.id = facts.source
WHERE coalesce(facts.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT 'relations', relations.subject || ' ' || relations.relation || ' ' || relations.object, relations.id,
  relations.source, sources.reliability, sources.public_by, relations.subject, relations.object,
  relation_kinds.name, NULL, NULL, NULL
FROM relations JOIN relation_kinds ON relation_kinds.id = relations.relation
  JOIN sources ON sources.id = relations.source
WHERE coalesce(relations.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT 'events', events.event, events.id, events.source, sources.reliability, sources.public_by, events.event,
  coalesce(events.organization, events.chapter, events.official), 'the event', NULL, NULL, NULL
FROM events JOIN sources ON sources.id = events.source
WHERE events.status = 'occurred' AND coalesce(events.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY 1, 2, 3
