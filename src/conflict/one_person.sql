-- Officials who have the same name in Korean or Chinese script, and their posts in one body that may overlap.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
WITH forms (language, form, subject, id, source) AS MATERIALIZED (
  SELECT substr(names.language, 1, 7), replace(names.name, ' ', ''), names.subject, names.id, names.source
  FROM names
    JOIN officials ON officials.id = names.subject AND coalesce(officials.identity, 'named') = 'named'
    JOIN sources ON sources.id = names.source
  WHERE substr(names.language, 1, 7) IN ('ko-Hang', 'ko-Hani') AND coalesce(names.credibility, 6) <> 5
    AND (:published_by IS NULL OR sources.public_by <= :published_by)
), shared (language, form) AS MATERIALIZED (
  SELECT language, form FROM forms GROUP BY language, form HAVING count(DISTINCT subject) > 1
)
SELECT one_post.id, one_post.source, one_post.since, one_post.until, one_post.as_of, one_post.possible_from,
  one_post.possible_to, sources.published_earliest, sources.published_latest, sources.public_by,
  one.subject AS one, other.subject AS other, one.form, coalesce(one_post.organization, one_post.chapter) AS body,
  one.id, one.source, other.id, other.source, other_post.id, other_post.source, other_post.since, other_post.until,
  other_post.as_of, other_post.possible_from, other_post.possible_to
FROM shared
  JOIN forms AS one ON one.language = shared.language AND one.form = shared.form
  JOIN forms AS other ON other.language = one.language AND other.form = one.form AND other.subject > one.subject
  JOIN postings AS one_post ON one_post.official = one.subject
  JOIN postings AS other_post ON other_post.official = other.subject
    AND coalesce(other_post.organization, other_post.chapter) = coalesce(one_post.organization, one_post.chapter)
    AND other_post.possible_from <= one_post.possible_to AND one_post.possible_from <= other_post.possible_to
  JOIN sources ON sources.id = one_post.source
  JOIN sources AS of_other ON of_other.id = other_post.source
WHERE coalesce(one_post.credibility, 6) <> 5 AND coalesce(other_post.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
  AND (:published_by IS NULL OR of_other.public_by <= :published_by)
ORDER BY one, other, body, one_post.id, other_post.id, one.id, other.id
