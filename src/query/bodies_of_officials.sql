-- Bodies in which some officials ever held a title.
-- :officials  JSON array of ids
SELECT DISTINCT coalesce(organization, chapter) AS body
FROM postings WHERE official IN (SELECT value FROM json_each(:officials))
