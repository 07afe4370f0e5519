-- Days and entities that facts of a source state, by the id of the record.
-- :id  the id of the source
SELECT facts.id, facts.value, attributes.type FROM facts JOIN attributes ON attributes.id = facts.attribute
WHERE facts.source = :id AND attributes.type IN ('date', 'entity')
