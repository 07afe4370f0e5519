-- Records of all postings, with what their verdicts rest on.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT postings.id, postings.source, postings.since, postings.until, postings.as_of,
  postings.possible_from, postings.possible_to, sources.published_earliest, sources.published_latest,
  sources.public_by, postings.official, postings.organization, postings.chapter, titles.office, postings.title,
  postings.term, titles.holders, officials.identity,
  chapters.organization AS organization_of_chapter
FROM postings
  JOIN sources ON sources.id = postings.source
  LEFT JOIN titles ON titles.id = postings.title
  LEFT JOIN officials ON officials.id = postings.official
  LEFT JOIN chapters ON chapters.id = postings.chapter
WHERE coalesce(postings.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
