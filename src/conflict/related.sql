-- Relations, and what chapters' own rows say that they are below where relations say it as well; those of one subject,
-- relation and object together.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT relations.id, relations.source, relations.since, relations.until, relations.as_of,
  relations.possible_from, relations.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, relations.subject AS subject, relations.relation AS relation, relations.object AS object,
  relation_kinds.hierarchy AS hierarchy, 0 AS is_of_chapter
FROM relations
  LEFT JOIN relation_kinds ON relation_kinds.id = relations.relation
  JOIN sources ON sources.id = relations.source
WHERE coalesce(relations.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
UNION ALL
SELECT chapters.id, chapters.source, chapters.since, chapters.until, chapters.as_of, chapters.possible_from,
  chapters.possible_to, sources.published_earliest, sources.published_latest, sources.public_by, chapters.id,
  above.relation, CASE above.relation WHEN 'chapter-of' THEN chapters.organization ELSE chapters.parent END,
  'yes', 1
FROM chapters
  JOIN sources ON sources.id = chapters.source
  JOIN (SELECT 'chapter-of' AS relation UNION ALL SELECT 'subordinate-to') AS above
    ON above.relation = 'chapter-of' OR chapters.parent IS NOT NULL
WHERE coalesce(chapters.credibility, 6) <> 5
  AND EXISTS (SELECT 1 FROM relations WHERE relations.subject = chapters.id AND relations.relation = above.relation)
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY subject, relation, object, 1
