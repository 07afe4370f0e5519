-- Counts that sources state, with every record of what they count.
-- :published_by  day, or NULL for any
WITH stated AS (
  SELECT facts.*, sources.published_earliest, sources.published_latest, sources.public_by
  FROM facts JOIN sources ON sources.id = facts.source
  WHERE facts.attribute IN ('subordinate-count', 'chapter-count', 'official-count', 'named-members')
    AND facts.value_least > 0 AND coalesce(facts.credibility, 6) <> 5
    AND (:published_by IS NULL OR sources.public_by <= :published_by)
), counted (attribute, subject, id, possible_from, possible_to, source, credibility) AS (
  SELECT 'subordinate-count', object, subject, possible_from, possible_to, source, credibility FROM relations
  WHERE relation = 'subordinate-to'
  UNION ALL
  SELECT 'chapter-count', organization, id, possible_from, possible_to, source, credibility FROM chapters
  UNION ALL
  SELECT 'chapter-count', object, subject, possible_from, possible_to, source, credibility FROM relations
  WHERE relation = 'chapter-of'
  UNION ALL
  SELECT 'official-count', coalesce(organization, chapter), official, possible_from, possible_to, source, credibility
  FROM postings
  UNION ALL
  SELECT 'named-members', coalesce(postings.organization, postings.chapter), postings.official,
    postings.possible_from, postings.possible_to, postings.source, postings.credibility
  FROM postings JOIN titles ON titles.id = postings.title AND titles.holders = 'many'
)
SELECT stated.id, stated.source, stated.since, stated.until, stated.as_of, stated.possible_from, stated.possible_to,
  stated.published_earliest, stated.published_latest, stated.public_by,
  stated.subject, stated.attribute, stated.value, counted.id, counted.possible_from, counted.possible_to,
  stated.value_least
FROM stated
  LEFT JOIN (SELECT counted.* FROM counted JOIN sources ON sources.id = counted.source
    WHERE coalesce(counted.credibility, 6) <> 5 AND (:published_by IS NULL OR sources.public_by <= :published_by)
      AND counted.subject IN (SELECT subject FROM stated)) AS counted
    ON counted.attribute = stated.attribute AND counted.subject = stated.subject
ORDER BY stated.subject, stated.attribute, stated.id, counted.id
