-- What was judged about pairs of entities of one kind; what is shown as one already is one id here.
-- :published_by  day, or NULL for any
SELECT judged.id, judged.source, judged.one, judged.other, judged.verdict, one.kind, sources.public_by
FROM (SELECT id, source, verdict, credibility,
    coalesce((SELECT entity FROM renames WHERE renames.id = judgements.one), judgements.one) AS one,
    coalesce((SELECT entity FROM renames WHERE renames.id = judgements.other), judgements.other) AS other
  FROM judgements) AS judged
  JOIN sources ON sources.id = judged.source
  JOIN entities AS one ON one.id = judged.one
  JOIN entities AS other ON other.id = judged.other AND other.kind = one.kind
WHERE judged.one <> judged.other AND coalesce(judged.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY judged.id
