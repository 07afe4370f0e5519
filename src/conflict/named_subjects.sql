-- Entities that have names on record.
SELECT DISTINCT subject FROM names ORDER BY subject
