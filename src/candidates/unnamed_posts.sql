-- Named officials who may have held an office of an unnamed one at that time.
-- :unnamed  the id of an unnamed official, or NULL for all
-- :named    the id of a named official, or NULL for all
SELECT DISTINCT unnamed.official, named.official
FROM officials AS one
  JOIN postings AS unnamed ON unnamed.official = one.id
  JOIN titles AS of_unnamed ON of_unnamed.id = unnamed.title
  JOIN postings AS named ON named.organization = unnamed.organization OR named.chapter = unnamed.chapter
  JOIN titles AS of_named ON of_named.id = named.title AND of_named.office = of_unnamed.office
  JOIN officials AS other ON other.id = named.official AND coalesce(other.identity, 'named') = 'named'
WHERE one.identity = 'unnamed' AND (:unnamed IS NULL OR one.id = :unnamed) AND (:named IS NULL OR other.id = :named)
  AND named.possible_from <= unnamed.possible_to AND unnamed.possible_from <= named.possible_to
  AND coalesce(named.credibility, 6) <> 5 AND coalesce(unnamed.credibility, 6) <> 5
ORDER BY 1, 2
