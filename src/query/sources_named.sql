-- What some sources are.
-- :sources  JSON array of ids
SELECT id, title, publisher, published, url, archive_url, reliability, origin, kind, access
FROM sources WHERE id IN (SELECT value FROM json_each(:sources)) ORDER BY id
