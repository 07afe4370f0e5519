-- Names of all entities.
-- :published_by  day, or NULL for any
SELECT names.subject, names.name, names.source, sources.public_by
FROM names JOIN sources ON sources.id = names.source
WHERE coalesce(names.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY names.subject, names.id
