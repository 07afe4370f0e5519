-- Organizations.
-- :organizations  JSON array of ids, or NULL for all
SELECT id, name, kind, identity, source FROM organizations
WHERE :organizations IS NULL OR id IN (SELECT value FROM json_each(:organizations))
ORDER BY id
