-- In which provinces organizations have chapters on a day, headquarters aside.
-- :on            the day
-- :published_by  day, or NULL for any
WITH RECURSIVE within (place, province) AS (
  SELECT places.id, places.id
  FROM places JOIN places AS country ON country.id = places.parent AND country.kind = 'country'
  WHERE places.kind = 'province' OR places.iso_code GLOB '[A-Z][A-Z]-*'
  UNION
  SELECT places.id, within.province FROM within JOIN places ON places.parent = within.place
), placed (chapter, place, source, credibility, possible_from, possible_to) AS (
  SELECT id, place, source, credibility, possible_from, possible_to FROM chapters WHERE place IS NOT NULL
  UNION ALL
  SELECT subject, object, source, credibility, possible_from, possible_to FROM relations WHERE relation = 'located-in'
)
SELECT organizations.id, organizations.name, coalesce(organizations.identity, 'named') AS identity, within.province,
  chapters.id, placed.source
FROM placed
  JOIN within ON within.place = placed.place
  JOIN chapters ON chapters.id = placed.chapter AND coalesce(chapters.level, '') <> 'headquarters'
  JOIN organizations ON organizations.id = chapters.organization
  JOIN sources ON sources.id = placed.source
WHERE coalesce(placed.credibility, 6) <> 5 AND coalesce(chapters.credibility, 6) <> 5
  AND :on BETWEEN placed.possible_from AND placed.possible_to
  AND :on BETWEEN chapters.possible_from AND chapters.possible_to
  AND (:published_by IS NULL OR sources.public_by <= :published_by)
GROUP BY organizations.id, within.province, chapters.id
ORDER BY organizations.id, within.province, chapters.id
