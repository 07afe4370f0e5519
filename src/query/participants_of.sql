-- Who took part in some events.
-- :events        JSON array of ids
-- :published_by  day, or NULL for any
SELECT participants.id, participants.source, participants.event, participants.subject, participants.role, sources.public_by,
  participants.position
FROM participants JOIN sources ON sources.id = participants.source
WHERE participants.event IN (SELECT value FROM json_each(:events))
  AND coalesce(participants.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
