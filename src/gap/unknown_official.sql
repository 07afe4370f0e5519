-- Named organizations and their chapters, except for those that were dissolved before a day or founded after it.
-- :on            the day
-- :published_by  day, or NULL for any
SELECT bodies.id, bodies.name, bodies.source,
  (SELECT count(*) FROM postings WHERE postings.organization = bodies.id)
    + (SELECT count(*) FROM postings WHERE postings.chapter = bodies.id) AS ever
FROM (SELECT id, name, source, id AS organization FROM organizations
  UNION ALL SELECT id, name, source, organization FROM chapters
  WHERE :on BETWEEN possible_from AND possible_to) AS bodies
  JOIN organizations AS named ON named.id = bodies.organization AND coalesce(named.identity, 'named') = 'named'
WHERE NOT EXISTS (
    SELECT 1 FROM facts JOIN sources ON sources.id = facts.source
    WHERE facts.subject IN (bodies.id, bodies.organization) AND coalesce(facts.credibility, 6) <> 5
      AND (facts.attribute = 'dissolved' AND facts.value_latest < :on
        OR facts.attribute = 'founded' AND facts.value_earliest > :on)
      AND (:published_by IS NULL OR sources.public_by <= :published_by))
ORDER BY bodies.id
