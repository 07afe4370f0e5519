-- Dates of records that begin after the day by which their source was surely out; of days for which a source says
-- something (as of) those that may.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
WITH dated (id, source, subject, what, since, as_of, earliest, latest) AS (
  SELECT id, source, official, title, since, as_of, possible_from, since_latest FROM postings
  WHERE coalesce(credibility, 6) <> 5
  UNION ALL SELECT id, source, subject, name, since, as_of, possible_from, since_latest FROM names
  WHERE coalesce(credibility, 6) <> 5
  UNION ALL SELECT id, source, subject, relation, since, as_of, possible_from, since_latest FROM relations
  WHERE coalesce(credibility, 6) <> 5
  UNION ALL SELECT id, source, subject, attribute, since, as_of, possible_from, since_latest FROM facts
  WHERE coalesce(credibility, 6) <> 5
  UNION ALL SELECT id, source, id, name, since, as_of, possible_from, since_latest FROM chapters
  WHERE coalesce(credibility, 6) <> 5
)
SELECT dated.id, dated.source, sources.public_by, dated.subject, dated.what, cells.cell AS cell,
  iif(cells.cell = 'since', dated.since, dated.as_of) AS date,
  iif(cells.cell = 'since', dated.earliest, NULL) AS earliest,
  iif(cells.cell = 'since', dated.latest, NULL) AS latest,
  coalesce(sources.published, sources.accessed) AS published
FROM dated
  CROSS JOIN sources ON sources.id = dated.source
    AND (dated.earliest > sources.public_by OR dated.as_of > substr(sources.public_by, 1, 4))
  CROSS JOIN (SELECT 'since' AS cell UNION ALL SELECT 'as of') AS cells
    ON iif(cells.cell = 'since', dated.since IS NOT NULL AND dated.earliest > sources.public_by,
      dated.as_of > substr(sources.public_by, 1, 4))
WHERE :published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by
UNION ALL
SELECT facts.id, facts.source, sources.public_by, facts.subject, '', facts.attribute, facts.value,
  facts.value_earliest, facts.value_latest, coalesce(sources.published, sources.accessed)
FROM facts JOIN sources ON sources.id = facts.source
WHERE facts.value_earliest > sources.public_by AND coalesce(facts.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY 1, 6
