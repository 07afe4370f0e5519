-- Organizations and chapters.
SELECT id FROM organizations
UNION ALL SELECT id FROM chapters
ORDER BY id
