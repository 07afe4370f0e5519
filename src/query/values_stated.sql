-- Days and entities that facts state (births, foundings, places of birth), by the id of the record.
-- :id  the id of the entity
SELECT facts.id, facts.value, attributes.type FROM facts JOIN attributes ON attributes.id = facts.attribute
WHERE facts.subject = :id AND attributes.type IN ('date', 'entity')
