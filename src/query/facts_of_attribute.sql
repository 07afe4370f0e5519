-- Facts of some attributes, about any subject.
-- :attributes    JSON array of ids
-- :published_by  day, or NULL for any
SELECT facts.id, facts.source, facts.since, facts.until, facts.as_of, facts.possible_from, facts.possible_to,
  sources.published_earliest, sources.published_latest, sources.public_by,
  facts.subject, facts.attribute, facts.value, attributes.name, attributes.type, facts.since, facts.until, facts.as_of,
  attributes.cardinality, attributes.change
FROM facts
  JOIN sources ON sources.id = facts.source
  LEFT JOIN attributes ON attributes.id = facts.attribute
WHERE facts.attribute IN (SELECT value FROM json_each(:attributes))
  AND coalesce(facts.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
