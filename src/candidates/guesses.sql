-- Pairs that a record takes to be possibly the same.
-- :id  one of the two, or NULL for all
SELECT relations.subject, relations.object, entities.kind FROM relations
  JOIN entities ON entities.id = relations.subject
  JOIN entities AS other ON other.id = relations.object AND other.kind = entities.kind
WHERE relations.relation = 'possibly-same-as' AND relations.subject <> relations.object
  AND coalesce(relations.credibility, 6) <> 5
  AND (:id IS NULL OR relations.subject = :id OR relations.object = :id)
ORDER BY 1, 2
