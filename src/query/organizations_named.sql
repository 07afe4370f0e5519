-- Some organizations.
-- :organizations  JSON array of ids
SELECT id, name, kind, identity, source FROM organizations
WHERE id IN (SELECT value FROM json_each(:organizations))
ORDER BY id
