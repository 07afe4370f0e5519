-- Rows whose text matches, best first: a name weighs more than other text.
-- :expression  what to look for, as FTS5 reads it
-- :most        how many rows at most
SELECT d.table_number, d.id
FROM (SELECT rowid AS number, rank AS score FROM upkeep_text
      WHERE upkeep_text MATCH :expression AND rank MATCH 'bm25(8.0, 1.0, 2.0)' ORDER BY rank LIMIT :most) AS found
JOIN upkeep_documents AS d ON d.number = found.number
ORDER BY found.score, d.table_number, d.id
