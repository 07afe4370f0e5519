-- Named organizations and their chapters in which no named official is known to have held a post on a day.
-- :on            the day
-- :published_by  day, or NULL for any
SELECT bodies.id, bodies.name, bodies.source,
  (SELECT count(*) FROM postings WHERE postings.organization = bodies.id OR postings.chapter = bodies.id) AS ever
FROM (SELECT id, name, source, id AS organization FROM organizations
  UNION ALL SELECT id, name, source, organization FROM chapters) AS bodies
  JOIN organizations AS named ON named.id = bodies.organization AND coalesce(named.identity, 'named') = 'named'
WHERE NOT EXISTS (
  SELECT 1 FROM (SELECT * FROM postings WHERE organization = bodies.id
      UNION ALL SELECT * FROM postings WHERE chapter = bodies.id) AS postings
    JOIN officials ON officials.id = postings.official AND coalesce(officials.identity, 'named') = 'named'
    JOIN sources ON sources.id = postings.source
  WHERE :on BETWEEN postings.possible_from AND postings.possible_to AND coalesce(postings.credibility, 6) <> 5
    AND (postings.certain_from IS NOT NULL OR postings.since IS NOT NULL OR postings.until IS NOT NULL)
    AND (:published_by IS NULL OR sources.public_by <= :published_by))
  AND NOT EXISTS (
    SELECT 1 FROM facts JOIN sources ON sources.id = facts.source
    WHERE facts.subject IN (bodies.id, bodies.organization) AND coalesce(facts.credibility, 6) <> 5
      AND (facts.attribute = 'dissolved' AND facts.value_latest < :on
        OR facts.attribute = 'founded' AND facts.value_earliest > :on)
      AND (:published_by IS NULL OR sources.public_by <= :published_by))
ORDER BY bodies.id
