-- How many births, deaths, foundings and dissolutions are on record, counted no further than asked.
-- :most  where to stop counting
SELECT count(*) FROM (
  SELECT 1 FROM facts WHERE attribute IN ('born', 'died', 'founded', 'dissolved') LIMIT :most)
