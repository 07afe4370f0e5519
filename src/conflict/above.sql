-- Everything that is above an entity, at any time and by any record.
-- :entity  its id
WITH RECURSIVE above (id) AS (
  SELECT :entity
  UNION
  SELECT relations.object FROM above
    JOIN relations ON relations.subject = above.id
    JOIN relation_kinds ON relation_kinds.id = relations.relation AND relation_kinds.hierarchy = 'yes'
  UNION
  SELECT chapters.organization FROM above JOIN chapters ON chapters.id = above.id
  UNION
  SELECT chapters.parent FROM above JOIN chapters ON chapters.id = above.id WHERE chapters.parent IS NOT NULL
)
SELECT id FROM above WHERE id <> :entity
