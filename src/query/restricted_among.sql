-- Which of some sources are restricted.
-- :sources  JSON array of ids
SELECT id FROM sources WHERE id IN (SELECT value FROM json_each(:sources)) AND access = 'restricted' ORDER BY id
