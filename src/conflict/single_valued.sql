-- Facts of which one value at a time holds, those of one subject and attribute together.
-- :change        constant or changing
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT facts.id, facts.source, facts.since, facts.until, facts.as_of, facts.possible_from, facts.possible_to,
  sources.published_earliest, sources.published_latest, sources.public_by,
  facts.subject, facts.attribute, facts.value, attributes.type, facts.value_earliest, facts.value_latest,
  facts.until, facts.as_of, facts.value_least, facts.value_most
FROM attributes
  JOIN facts ON facts.attribute = attributes.id
  JOIN sources ON sources.id = facts.source
WHERE attributes.cardinality = 'one' AND attributes.change = :change
  AND coalesce(facts.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY facts.subject, facts.attribute, facts.id
