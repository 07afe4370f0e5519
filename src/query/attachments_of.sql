-- Kept documents of some sources.
-- :sources  JSON array of ids
SELECT id, source, size, sha256 FROM attachments WHERE source IN (SELECT value FROM json_each(:sources)) ORDER BY id
