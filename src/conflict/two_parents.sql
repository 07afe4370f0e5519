-- What stands directly above what, by one kind of hierarchical relation: relations, and the rows of chapters.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT relations.id, relations.source, relations.since, relations.until, relations.as_of,
  relations.possible_from, relations.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, relations.subject AS below, relations.relation AS relation, relations.object, relations.until,
  relations.as_of
FROM relations
  JOIN relation_kinds ON relation_kinds.id = relations.relation AND relation_kinds.hierarchy = 'yes'
  JOIN sources ON sources.id = relations.source
WHERE coalesce(relations.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT chapters.id, chapters.source, chapters.since, chapters.until, chapters.as_of, chapters.possible_from,
  chapters.possible_to, sources.published_earliest, sources.published_latest, sources.public_by, chapters.id,
  above.relation, CASE above.relation WHEN 'chapter-of' THEN chapters.organization ELSE chapters.parent END,
  chapters.until, chapters.as_of
FROM chapters
  JOIN sources ON sources.id = chapters.source
  JOIN (SELECT 'chapter-of' AS relation UNION ALL SELECT 'subordinate-to') AS above
    ON above.relation = 'chapter-of' OR chapters.parent IS NOT NULL
WHERE coalesce(chapters.credibility, 6) <> 5
  AND EXISTS (SELECT 1 FROM relations WHERE relations.subject = chapters.id AND relations.relation = above.relation)
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY below, relation, 13, 1
