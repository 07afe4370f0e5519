-- How many rows have text that matches.
-- :expression  what to look for, as FTS5 reads it
-- :most        up to how many they are counted
SELECT count(*) FROM (SELECT 1 FROM upkeep_text CROSS JOIN upkeep_documents AS d ON d.number = upkeep_text.rowid
  WHERE upkeep_text MATCH :expression LIMIT :most)
