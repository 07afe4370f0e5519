-- Everybody who held an office of one holder.
SELECT DISTINCT coalesce(postings.organization, postings.chapter), coalesce(titles.office, titles.id), officials.id, officials.name
FROM titles
  JOIN postings ON postings.title = titles.id
  JOIN officials ON officials.id = postings.official AND coalesce(officials.identity, 'named') = 'named'
WHERE titles.holders = 'one' AND coalesce(postings.credibility, 6) <> 5
ORDER BY 1, 2, 3
