-- How many rows have text that matches.
-- :expression  what to look for, as FTS5 reads it
-- :most        up to how many they are counted
SELECT count(*) FROM (SELECT rowid FROM upkeep_text WHERE upkeep_text MATCH :expression LIMIT :most)
