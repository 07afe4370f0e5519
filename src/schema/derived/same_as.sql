CREATE VIEW same_as AS -- ids that are judged the same as others, each with the smallest of them; contradicted ones are left out
WITH RECURSIVE pairs (one, other) AS (
  SELECT one, other FROM judgements WHERE verdict = 'same' AND coalesce(credibility, 6) <> 5
  UNION SELECT other, one FROM judgements WHERE verdict = 'same' AND coalesce(credibility, 6) <> 5
), reached (id, member) AS (
  SELECT one, one FROM pairs UNION SELECT reached.id, pairs.other FROM reached JOIN pairs ON pairs.one = reached.member
)
SELECT id, min(member) AS one FROM reached
WHERE NOT EXISTS (SELECT 1 FROM judgements AS apart
  WHERE apart.verdict = 'different' AND coalesce(apart.credibility, 6) <> 5
    AND apart.one IN (SELECT member FROM reached AS r WHERE r.id = reached.id)
    AND apart.other IN (SELECT member FROM reached AS r WHERE r.id = reached.id))
GROUP BY id;
