-- Entities of which facts are on record.
SELECT DISTINCT subject FROM facts ORDER BY subject
