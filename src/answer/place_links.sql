-- What places lie in, and which other places they are or may be: the two may then be one place.
-- :published_by  day, or NULL for any; the rows of places are identities and count always
SELECT id, parent, 0 AS is_mutual FROM places WHERE parent IS NOT NULL
UNION ALL
SELECT relations.subject, relations.object, relations.relation <> 'located-in'
FROM relations
  JOIN places AS place ON place.id = relations.subject
  JOIN places AS other ON other.id = relations.object
  JOIN sources ON sources.id = relations.source
WHERE relations.relation IN ('located-in', 'possibly-same-as', 'now-known-as', 'predecessor-of', 'merged-into')
  AND coalesce(relations.credibility, 6) <> 5
  AND (:published_by IS NULL OR sources.kind = 'judgement' OR sources.public_by <= :published_by)
