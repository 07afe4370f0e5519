-- Records of relations of some kinds, between any subjects and objects.
-- :relations     JSON array of ids
-- :published_by  day, or NULL for any
SELECT relations.id, relations.source, relations.since, relations.until, relations.as_of,
  relations.possible_from, relations.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, relations.subject, relations.relation, relations.object, relations.since, relations.until,
  relations.as_of
FROM relations
  JOIN sources ON sources.id = relations.source
WHERE relations.relation IN (SELECT value FROM json_each(:relations))
  AND coalesce(relations.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
