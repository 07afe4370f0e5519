-- Every report of some events.
-- :events         JSON array of ids
-- :published_by   day, or NULL for any
SELECT events.id, events.source, events.event, events.kind, events.title, events.status, events.date,
  events.date_earliest, events.date_latest, events.place, events.organization, events.chapter, events.official,
  sources.public_by
FROM events JOIN sources ON sources.id = events.source
WHERE events.event IN (SELECT value FROM json_each(:events))
  AND coalesce(events.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
