-- Named organizations whose founding is not on record.
-- :published_by  day, or NULL for any
SELECT organizations.id, organizations.name, organizations.source, 0 AS ever
FROM organizations
WHERE coalesce(organizations.identity, 'named') = 'named'
  AND NOT EXISTS (
    SELECT 1 FROM facts JOIN sources ON sources.id = facts.source
    WHERE facts.subject = organizations.id AND facts.attribute = 'founded' AND coalesce(facts.credibility, 6) <> 5
      AND (:published_by IS NULL OR sources.public_by <= :published_by))
ORDER BY organizations.id
