-- What a record writes of its days; of a birth, a death and the like, its value.
-- :id  its id
SELECT since, until, as_of, NULL AS value FROM postings WHERE id = :id
UNION ALL SELECT since, until, as_of, NULL FROM names WHERE id = :id
UNION ALL SELECT since, until, as_of, NULL FROM relations WHERE id = :id
UNION ALL SELECT since, until, as_of,
  CASE WHEN attribute IN ('born', 'died', 'founded', 'dissolved') THEN value END FROM facts WHERE id = :id
UNION ALL SELECT since, until, as_of, NULL FROM chapters WHERE id = :id
LIMIT 1
