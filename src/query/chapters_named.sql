-- Records of some chapters.
-- :chapters      JSON array of ids
-- :published_by  day, or NULL for any
SELECT chapters.id, chapters.source, chapters.since, chapters.until, chapters.as_of,
  chapters.possible_from, chapters.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, chapters.organization, chapters.parent, chapters.name, chapters.level, chapters.place,
  chapters.credibility
FROM chapters JOIN sources ON sources.id = chapters.source
WHERE chapters.id IN (SELECT value FROM json_each(:chapters))
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
