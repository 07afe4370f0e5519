-- Records of the chapters of some organizations, or that are below some chapters.
-- :bodies        JSON array of ids of organizations and chapters
-- :published_by  day, or NULL for any
SELECT chapters.id, chapters.source, chapters.since, chapters.until, chapters.as_of,
  chapters.possible_from, chapters.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, chapters.organization, chapters.parent, chapters.name, chapters.level, chapters.place,
  chapters.credibility
FROM chapters JOIN sources ON sources.id = chapters.source
WHERE chapters.id IN (
    SELECT id FROM chapters WHERE organization IN (SELECT value FROM json_each(:bodies))
    UNION
    SELECT id FROM chapters WHERE parent IN (SELECT value FROM json_each(:bodies)))
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
