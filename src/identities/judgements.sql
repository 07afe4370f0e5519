-- What was judged about pairs of entities of one kind.
-- :published_by  day, or NULL for any
SELECT judgements.id, judgements.source, judgements.one, judgements.other, judgements.verdict, one.kind, sources.public_by
FROM judgements
  JOIN sources ON sources.id = judgements.source
  JOIN entities AS one ON one.id = judgements.one
  JOIN entities AS other ON other.id = judgements.other AND other.kind = one.kind
WHERE judgements.one <> judgements.other AND coalesce(judgements.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY judgements.id
