-- Reports of events that may lie in a window, and every other report of the same events.
-- :from, :to      first and last day of the window
-- :near           the day two years before :from, where reports that may lie in the window begin at the earliest
-- :published_by   day, or NULL for any
SELECT events.id, events.source, events.event, events.kind, events.title, events.status, events.date,
  events.date_earliest, events.date_latest, events.place, events.organization, events.chapter, events.official,
  sources.public_by
FROM events JOIN sources ON sources.id = events.source
WHERE events.event IN (
    SELECT event FROM events WHERE date_earliest BETWEEN :near AND :to AND date_latest >= :from
    UNION ALL
    SELECT event FROM events
    WHERE substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) > 1 AND date_latest >= :from AND date_earliest <= :to)
  AND coalesce(events.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
