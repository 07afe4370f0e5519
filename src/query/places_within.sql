-- Some places and all that lie in them.
-- :places  JSON array of ids
WITH RECURSIVE within (id) AS (
  SELECT value FROM json_each(:places)
  UNION
  SELECT places.id FROM within JOIN places ON places.parent = within.id
)
SELECT id FROM within
