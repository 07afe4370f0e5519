-- Records about organizations and their chapters, by organization, table and source; organizations without any as well.
-- :published_by  day, or NULL for any
SELECT organizations.id, records.table_name, records.source, coalesce(records.many, 0)
FROM organizations LEFT JOIN (
  SELECT told.body, told.table_name, told.source, sum(told.many) AS many
  FROM (
    SELECT organization AS body, 'postings' AS table_name, source, count(*) AS many FROM postings
    WHERE organization IS NOT NULL GROUP BY organization, source
    UNION ALL
    SELECT chapters.organization, 'postings', postings.source, count(*)
    FROM postings JOIN chapters ON chapters.id = postings.chapter GROUP BY chapters.organization, postings.source
    UNION ALL
    SELECT organization, 'events', source, count(*) FROM events
    WHERE organization IS NOT NULL GROUP BY organization, source
    UNION ALL
    SELECT chapters.organization, 'events', events.source, count(*)
    FROM events JOIN chapters ON chapters.id = events.chapter
    WHERE events.organization IS NULL GROUP BY chapters.organization, events.source
    UNION ALL
    SELECT subject, 'facts', source, count(*) FROM facts GROUP BY subject, source
    UNION ALL
    SELECT subject, 'names', source, count(*) FROM names GROUP BY subject, source
    UNION ALL
    SELECT subject, 'relations', source, count(*) FROM relations GROUP BY subject, source
    UNION ALL
    SELECT object, 'relations', source, count(*) FROM relations GROUP BY object, source
    UNION ALL
    SELECT subject, 'participants', source, count(*) FROM participants GROUP BY subject, source
    UNION ALL
    SELECT organization, 'chapters', source, count(*) FROM chapters GROUP BY organization, source
  ) AS told JOIN sources ON sources.id = told.source
  WHERE :published_by IS NULL OR sources.public_by <= :published_by
  GROUP BY told.body, told.table_name, told.source
) AS records ON records.body = organizations.id
