-- Events that are reported as occurred by a source that was out before them.
-- :published_by  day, or NULL for any: sources that were surely out by then, or may have been
SELECT events.id, events.source, NULL, NULL, NULL, NULL, NULL, sources.published_earliest, sources.published_latest,
  sources.public_by, events.event, events.date, events.date_earliest, events.date_latest,
  coalesce(events.organization, events.chapter), events.official, coalesce(sources.published, sources.accessed)
FROM events JOIN sources ON sources.id = events.source
WHERE events.status = 'occurred' AND events.date_earliest > sources.public_by
  AND coalesce(events.credibility, 6) <> 5
  AND (:published_by IS NULL OR coalesce(sources.published_earliest, '0001-01-01') <= :published_by)
ORDER BY events.event, events.id
