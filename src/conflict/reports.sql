-- Reports of the events that more than one record reports, event by event.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT events.id, events.source, NULL, NULL, NULL, NULL, NULL, sources.published_earliest, sources.published_latest,
  sources.public_by, events.event, events.status, events.date, events.date_earliest, events.date_latest,
  coalesce(events.organization, events.chapter), events.official
FROM events JOIN sources ON sources.id = events.source
WHERE events.event IN (SELECT event FROM events GROUP BY event HAVING count(*) > 1)
  AND coalesce(events.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY events.event, events.id
