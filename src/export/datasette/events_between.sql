-- What was reported for some days
-- Each report of an event that may lie in the window; reports of one event share the column event.
-- :from           YYYY-MM-DD; blank: no limit
-- :to             YYYY-MM-DD; blank: no limit
-- :organization   id of an organization; blank: any
SELECT events.event, events.kind, events.title, events.status, events.date,
  CASE WHEN events.date_earliest >= asked.first AND events.date_latest <= asked.last THEN 'certain' ELSE 'possible' END
    AS by_this_record,
  events.place, events.organization, events.chapter, events.official, events.source, sources.title AS source_title,
  events.id AS record
FROM (SELECT coalesce(nullif(:from, ''), '0001-01-01') AS first, coalesce(nullif(:to, ''), '9999-12-31') AS last) AS asked
  JOIN events ON events.date_earliest <= asked.last AND events.date_latest >= asked.first
  JOIN sources ON sources.id = events.source
WHERE coalesce(:organization, '') = '' OR events.organization = :organization
ORDER BY events.date_earliest, events.event, events.id
