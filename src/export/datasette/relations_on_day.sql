-- How something was related to others on a day
-- Relations in both directions: seen from the object they have the inverse name.
-- :subject   id of a place, organization, chapter, official or event
-- :day       YYYY-MM-DD; blank: today
SELECT seen.relation, seen.other,
  CASE WHEN asked.day BETWEEN relations.certain_from AND relations.certain_to THEN 'certain' ELSE 'possible' END
    AS by_this_record,
  relations.since, relations.until, relations.as_of, relations.source, sources.title AS source_title,
  relations.id AS record
FROM (SELECT coalesce(nullif(:day, ''), date('now')) AS day) AS asked
  JOIN (
    SELECT relations.id, relation_kinds.name AS relation, relations.object AS other
    FROM relations JOIN relation_kinds ON relation_kinds.id = relations.relation
    WHERE relations.subject = :subject
    UNION ALL
    SELECT relations.id, coalesce(relation_kinds.inverse, relation_kinds.name || ' (seen from the object)'), relations.subject
    FROM relations JOIN relation_kinds ON relation_kinds.id = relations.relation
    WHERE relations.object = :subject) AS seen
  JOIN relations ON relations.id = seen.id AND asked.day BETWEEN relations.possible_from AND relations.possible_to
  JOIN sources ON sources.id = relations.source
ORDER BY seen.relation, seen.other, relations.id
