-- Rows whose text matches, in the order in which the index took them.
-- :expression  what to look for, as FTS5 reads it
-- :most        how many rows at most
SELECT d.table_number, d.id
FROM upkeep_text CROSS JOIN upkeep_documents AS d ON d.number = upkeep_text.rowid
WHERE upkeep_text MATCH :expression LIMIT :most
