-- Links of the hierarchy that may be part of a ring: what is below is also above something, and the other way round.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
WITH links (below, above, id, source, possible_from, possible_to) AS (
  SELECT relations.subject, relations.object, relations.id, relations.source, relations.possible_from,
    relations.possible_to
  FROM relations
    JOIN relation_kinds ON relation_kinds.id = relations.relation AND relation_kinds.hierarchy = 'yes'
  WHERE coalesce(relations.credibility, 6) <> 5
  UNION ALL
  SELECT id, parent, id, source, possible_from, possible_to FROM chapters
  WHERE parent IS NOT NULL AND coalesce(credibility, 6) <> 5
  UNION ALL
  SELECT id, parent, id, source, '0001-01-01', '9999-12-31' FROM places
  WHERE parent IS NOT NULL AND coalesce(credibility, 6) <> 5
)
SELECT links.id, links.source, NULL, NULL, NULL, links.possible_from, links.possible_to, sources.published_earliest,
  sources.published_latest, sources.public_by, links.below, links.above
FROM links JOIN sources ON sources.id = links.source
WHERE links.below IN (SELECT above FROM links) AND links.above IN (SELECT below FROM links)
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY links.below, links.above, links.id
