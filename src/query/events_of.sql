-- Every report of the events of some bodies, officials or places.
-- :bodies         JSON array of ids of organizations and chapters, or of nothing
-- :officials      JSON array of ids, or of nothing
-- :places         JSON array of ids, or of nothing
-- :published_by   day, or NULL for any
SELECT events.id, events.source, events.event, events.kind, events.title, events.status, events.date,
  events.date_earliest, events.date_latest, events.place, events.organization, events.chapter, events.official,
  sources.public_by
FROM events JOIN sources ON sources.id = events.source
WHERE events.event IN (
    SELECT event FROM events WHERE organization IN (SELECT value FROM json_each(:bodies))
    UNION SELECT event FROM events WHERE chapter IN (SELECT value FROM json_each(:bodies))
    UNION SELECT event FROM events WHERE official IN (SELECT value FROM json_each(:officials))
    UNION SELECT event FROM participants
      WHERE subject IN (SELECT value FROM json_each(:officials) UNION SELECT value FROM json_each(:bodies))
    UNION SELECT event FROM events WHERE place IN (SELECT value FROM json_each(:places)))
  AND coalesce(events.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
