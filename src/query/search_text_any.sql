-- Rows whose text matches, in the order in which the index took them: where too many match, none is better than others.
-- :expression  what to look for, as FTS5 reads it
-- :most        how many rows at most
SELECT d.table_name, d.id, d.subject, d.name, d.body
FROM (SELECT rowid AS number FROM upkeep_text WHERE upkeep_text MATCH :expression LIMIT :most) AS found
JOIN upkeep_documents AS d ON d.number = found.number
ORDER BY found.number
