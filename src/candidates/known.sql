-- What is known of an official or an organization that distinguishes it from another: its own row, names, posts, facts, where it was
-- seen, what it is below, and who it may be.
-- :id            the id of the entity
-- :published_by  day, or NULL for any
SELECT about.*, sources.public_by FROM (
SELECT 'own' AS what, NULL AS id, source, name AS text, sex AS more, identity AS third, NULL AS first, NULL AS last, credibility
FROM officials WHERE id = :id
UNION ALL
SELECT 'own', NULL, source, name, NULL, identity, NULL, NULL, credibility FROM organizations WHERE id = :id
UNION ALL
SELECT 'name', id, source, name, language, NULL, NULL, NULL, credibility FROM names WHERE subject = :id
UNION ALL
SELECT 'post', postings.id, postings.source, coalesce(postings.organization, postings.chapter),
  coalesce(titles.office, postings.title), coalesce(titles.holders, 'many'), postings.possible_from, postings.possible_to,
  postings.credibility
FROM postings LEFT JOIN titles ON titles.id = postings.title
WHERE postings.official = :id
UNION ALL
SELECT 'served', id, source, NULL, NULL, NULL, coalesce(since_latest, certain_from), coalesce(certain_from, since_latest),
  credibility
FROM postings WHERE official = :id AND coalesce(since_latest, certain_from) IS NOT NULL
UNION ALL
SELECT 'fact', id, source, attribute, value, NULL, value_earliest, value_latest, credibility
FROM facts
WHERE subject = :id AND attribute IN ('born', 'died', 'founded', 'dissolved') AND value_earliest IS NOT NULL
UNION ALL
SELECT 'seen', id, source, event, NULL, NULL, NULL, NULL, credibility FROM participants WHERE subject = :id
UNION ALL
SELECT 'under', relations.id, relations.source, relations.object, relations.relation, NULL, NULL, NULL, relations.credibility
FROM relations JOIN relation_kinds ON relation_kinds.id = relations.relation AND relation_kinds.hierarchy = 'yes'
WHERE relations.subject = :id
UNION ALL
SELECT 'maybe', id, source, object, NULL, NULL, NULL, NULL, credibility FROM relations
WHERE subject = :id AND relation = 'possibly-same-as'
UNION ALL
SELECT 'maybe', id, source, subject, NULL, NULL, NULL, NULL, credibility FROM relations
WHERE object = :id AND relation = 'possibly-same-as'
) AS about JOIN sources ON sources.id = about.source
WHERE coalesce(about.credibility, 6) <> 5
  AND (:published_by IS NULL OR about.what = 'own' OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY about.what, about.id
