-- Records of all chapters.
-- :published_by  day, or NULL for any
SELECT chapters.id, chapters.source, chapters.since, chapters.until, chapters.as_of,
  chapters.possible_from, chapters.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, chapters.organization, chapters.parent, chapters.name, chapters.level, chapters.place,
  chapters.credibility
FROM chapters JOIN sources ON sources.id = chapters.source
WHERE (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
