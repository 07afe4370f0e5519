-- Parties, mass and social organizations of which no chapter is known on a day.
-- :on            the day
-- :published_by  day, or NULL for any
SELECT organizations.id, organizations.name, organizations.source,
  (SELECT count(*) FROM chapters WHERE chapters.organization = organizations.id) AS ever
FROM organizations
WHERE coalesce(organizations.identity, 'named') = 'named'
  AND organizations.kind IN ('party', 'mass-organization', 'social-organization')
  AND NOT EXISTS (
    SELECT 1 FROM chapters JOIN sources ON sources.id = chapters.source
    WHERE chapters.organization = organizations.id AND :on BETWEEN chapters.possible_from AND chapters.possible_to
      AND coalesce(chapters.credibility, 6) <> 5 AND (:published_by IS NULL OR sources.public_by <= :published_by))
  AND NOT EXISTS (
    SELECT 1 FROM relations JOIN sources ON sources.id = relations.source
    WHERE relations.object = organizations.id AND relations.relation = 'chapter-of'
      AND :on BETWEEN relations.possible_from AND relations.possible_to AND coalesce(relations.credibility, 6) <> 5
      AND (:published_by IS NULL OR sources.public_by <= :published_by))
  AND NOT EXISTS (
    SELECT 1 FROM facts JOIN sources ON sources.id = facts.source
    WHERE facts.subject = organizations.id AND coalesce(facts.credibility, 6) <> 5
      AND (facts.attribute = 'dissolved' AND facts.value_latest < :on
        OR facts.attribute = 'founded' AND facts.value_earliest > :on)
      AND (:published_by IS NULL OR sources.public_by <= :published_by))
ORDER BY organizations.id
