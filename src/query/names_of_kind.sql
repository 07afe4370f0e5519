-- Records of the names of all entities of one kind.
-- :kind          the table of the entities
-- :published_by  day, or NULL for any
SELECT names.id, names.source, names.since, names.until, names.as_of, names.possible_from, names.possible_to,
  sources.published_earliest, sources.published_latest, sources.public_by,
  names.subject, coalesce(names.label, names.name) AS label, names.name, names.language, names.kind, names.since,
  names.until, names.as_of
FROM names JOIN sources ON sources.id = names.source
WHERE names.subject IN (SELECT id FROM entities WHERE kind = :kind)
  AND coalesce(names.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
