-- Records of relations of some subjects, or to some objects; one of the two is given.
-- :subjects      JSON array of ids, or NULL for all
-- :objects       JSON array of ids, or NULL for all
-- :relations     JSON array of ids, or NULL for all
-- :published_by  day, or NULL for any
SELECT relations.id, relations.source, relations.since, relations.until, relations.as_of,
  relations.possible_from, relations.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, relations.subject, relations.relation, relations.object, relations.since, relations.until,
  relations.as_of
FROM relations
  JOIN sources ON sources.id = relations.source
WHERE relations.id IN (
    SELECT id FROM relations WHERE subject IN (SELECT value FROM json_each(:subjects))
    UNION ALL
    SELECT id FROM relations WHERE :subjects IS NULL AND object IN (SELECT value FROM json_each(:objects)))
  AND (:objects IS NULL OR relations.object IN (SELECT value FROM json_each(:objects)))
  AND (:relations IS NULL OR relations.relation IN (SELECT value FROM json_each(:relations)))
  AND coalesce(relations.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
