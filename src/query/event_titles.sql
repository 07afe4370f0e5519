-- What some events are called, by id and record.
-- :events  JSON array of ids
SELECT event, title FROM events WHERE event IN (SELECT value FROM json_each(:events)) ORDER BY event, id
