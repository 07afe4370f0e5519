-- Facts about some subjects.
-- :subjects      JSON array of ids
-- :attributes    JSON array of ids, or NULL for all
-- :published_by  day, or NULL for any
SELECT facts.id, facts.source, facts.since, facts.until, facts.as_of, facts.possible_from, facts.possible_to,
  sources.published_earliest, sources.published_latest, sources.public_by,
  facts.subject, facts.attribute, facts.value, attributes.name, attributes.type, facts.since, facts.until, facts.as_of,
  attributes.cardinality, attributes.change
FROM facts
  JOIN sources ON sources.id = facts.source
  LEFT JOIN attributes ON attributes.id = facts.attribute
WHERE facts.subject IN (SELECT value FROM json_each(:subjects))
  AND (:attributes IS NULL OR facts.attribute IN (SELECT value FROM json_each(:attributes)))
  AND coalesce(facts.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
