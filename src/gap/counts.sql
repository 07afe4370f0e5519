-- Counts that sources state, and what is on record of what they count, on the day for which each was stated.
-- :published_by  day, or NULL for any
WITH stated AS (
  SELECT facts.id, facts.source, facts.subject, facts.attribute, facts.value, facts.value_least,
    facts.possible_from, facts.possible_to
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
SELECT stated.id, stated.source, stated.subject, stated.attribute, stated.value, stated.value_least,
  counted.id AS named
FROM stated
  LEFT JOIN (SELECT counted.* FROM counted JOIN sources ON sources.id = counted.source
    WHERE coalesce(counted.credibility, 6) <> 5 AND (:published_by IS NULL OR sources.public_by <= :published_by)
      AND counted.subject IN (SELECT subject FROM stated)) AS counted
    ON counted.attribute = stated.attribute AND counted.subject = stated.subject
    AND counted.possible_from <= stated.possible_to AND stated.possible_from <= counted.possible_to
GROUP BY stated.id, counted.id
ORDER BY stated.subject, stated.attribute, stated.id, counted.id
