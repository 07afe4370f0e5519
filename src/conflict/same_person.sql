-- Records that say of two officials that they may be the same.
-- :published_by  day, or NULL for any: the analyst's guesses are undated and count always
SELECT relations.id, relations.subject, relations.object
FROM relations JOIN sources ON sources.id = relations.source
WHERE relations.relation = 'possibly-same-as' AND relations.subject <> relations.object
  AND coalesce(relations.credibility, 6) <> 5
  AND (:published_by IS NULL OR sources.kind = 'judgement' OR sources.public_by <= :published_by)
ORDER BY relations.id
