-- Records that place entities in some places: chapters' own rows, and relations located-in.
-- :places        JSON array of ids
-- :published_by  day, or NULL for any
SELECT chapters.id, chapters.source, chapters.since, chapters.until, chapters.as_of,
  chapters.possible_from, chapters.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, chapters.id AS subject
FROM chapters JOIN sources ON sources.id = chapters.source
WHERE chapters.place IN (SELECT value FROM json_each(:places))
  AND coalesce(chapters.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT relations.id, relations.source, relations.since, relations.until, relations.as_of,
  relations.possible_from, relations.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, relations.subject
FROM relations JOIN sources ON sources.id = relations.source
WHERE relations.object IN (SELECT value FROM json_each(:places)) AND relations.relation = 'located-in'
  AND coalesce(relations.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
