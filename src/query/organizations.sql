-- Organizations.
SELECT id, name, kind, identity, source FROM organizations ORDER BY id
