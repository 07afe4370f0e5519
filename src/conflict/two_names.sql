-- Official names of organizations and chapters, those of one body and language together.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT names.id, names.source, names.since, names.until, names.as_of, names.possible_from, names.possible_to,
  sources.published_earliest, sources.published_latest, sources.public_by,
  names.subject, coalesce(names.language, '') AS language, names.label, names.name, names.until, names.as_of
FROM names
  JOIN entities ON entities.id = names.subject AND entities.kind IN ('organizations', 'chapters')
  JOIN sources ON sources.id = names.source
WHERE names.kind = 'official' AND coalesce(names.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY names.subject, language, names.id
