-- Chapters with the chapters they are below, where each of the two is, and the records that say so.
-- A headquarters is where it is, and not where the chapters under it are.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
WITH placed (chapter, place, id, source, possible_from, possible_to) AS (
  SELECT id, place, id, source, possible_from, possible_to FROM chapters
  WHERE place IS NOT NULL AND coalesce(credibility, 6) <> 5
  UNION ALL
  SELECT subject, object, id, source, possible_from, possible_to FROM relations
  WHERE relation = 'located-in' AND coalesce(credibility, 6) <> 5
    AND subject IN (SELECT id FROM chapters) AND object IN (SELECT id FROM places)
), under (chapter, parent, id, source, possible_from, possible_to) AS (
  SELECT id, parent, id, source, possible_from, possible_to FROM chapters
  WHERE parent IS NOT NULL AND coalesce(credibility, 6) <> 5
  UNION ALL
  SELECT subject, object, id, source, possible_from, possible_to FROM relations
  WHERE relation IN ('subordinate-to', 'chapter-of') AND coalesce(credibility, 6) <> 5
    AND subject IN (SELECT id FROM chapters) AND object IN (SELECT id FROM chapters)
)
SELECT under.id, under.source, NULL, NULL, NULL,
  max(under.possible_from, own.possible_from, above.possible_from),
  min(under.possible_to, own.possible_to, above.possible_to),
  sources.published_earliest, sources.published_latest, sources.public_by,
  under.chapter, under.parent, own.place, above.place, own.id, own.source, above.id, above.source
FROM under
  JOIN placed AS own ON own.chapter = under.chapter
  JOIN placed AS above ON above.chapter = under.parent
  JOIN chapters AS parent ON parent.id = under.parent
  JOIN sources ON sources.id = under.source
  JOIN sources AS of_own ON of_own.id = own.source
  JOIN sources AS of_above ON of_above.id = above.source
WHERE own.place <> above.place AND coalesce(parent.level, '') <> 'headquarters'
  AND max(under.possible_from, own.possible_from, above.possible_from)
    <= min(under.possible_to, own.possible_to, above.possible_to)
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
  AND (:published_by IS NULL OR of_own.public_by <= :published_by AND of_above.public_by <= :published_by)
ORDER BY under.chapter, under.parent, own.place, above.place, own.id, above.id
