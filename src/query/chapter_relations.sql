-- Records of relations that say since when and until when an entity was a chapter.
-- :chapters      JSON array of ids
-- :published_by  day, or NULL for any
SELECT relations.id, relations.source, relations.since, relations.until, relations.as_of,
  relations.possible_from, relations.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, relations.subject
FROM relations JOIN sources ON sources.id = relations.source
WHERE relations.subject IN (SELECT value FROM json_each(:chapters))
  AND relations.relation = 'chapter-of'
  AND coalesce(relations.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
