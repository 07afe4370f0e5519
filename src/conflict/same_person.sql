-- Records that say of two of some officials that they may be the same.
-- :officials     JSON array of ids
-- :published_by  day, or NULL for any: the analyst's guesses are undated and count always
SELECT relations.id
FROM relations JOIN sources ON sources.id = relations.source
WHERE relations.subject IN (SELECT value FROM json_each(:officials))
  AND relations.object IN (SELECT value FROM json_each(:officials))
  AND relations.relation = 'possibly-same-as' AND relations.subject <> relations.object
  AND coalesce(relations.credibility, 6) <> 5
  AND (:published_by IS NULL OR sources.kind = 'judgement' OR sources.public_by <= :published_by)
ORDER BY relations.id DESC
