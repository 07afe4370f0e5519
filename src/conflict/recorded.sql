-- When the current versions of some records were written.
-- :records  JSON array of ids
SELECT id, recorded_at FROM postings WHERE id IN (SELECT value FROM json_each(:records))
UNION ALL SELECT id, recorded_at FROM facts WHERE id IN (SELECT value FROM json_each(:records))
UNION ALL SELECT id, recorded_at FROM events WHERE id IN (SELECT value FROM json_each(:records))
UNION ALL SELECT id, recorded_at FROM names WHERE id IN (SELECT value FROM json_each(:records))
UNION ALL SELECT id, recorded_at FROM relations WHERE id IN (SELECT value FROM json_each(:records))
UNION ALL SELECT id, recorded_at FROM participants WHERE id IN (SELECT value FROM json_each(:records))
UNION ALL SELECT id, recorded_at FROM chapters WHERE id IN (SELECT value FROM json_each(:records))
UNION ALL SELECT id, recorded_at FROM places WHERE id IN (SELECT value FROM json_each(:records))
