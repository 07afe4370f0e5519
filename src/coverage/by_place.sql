-- Records about places, by place, table and source; places without any as well.
-- :published_by  day, or NULL for any
SELECT places.id, records.table_name, records.source, coalesce(records.many, 0)
FROM places LEFT JOIN (
  SELECT told.place, told.table_name, told.source, sum(told.many) AS many
  FROM (
    SELECT place, 'events' AS table_name, source, count(*) AS many FROM events
    WHERE place IS NOT NULL GROUP BY place, source
    UNION ALL
    SELECT place, 'chapters', source, count(*) FROM chapters WHERE place IS NOT NULL GROUP BY place, source
    UNION ALL
    SELECT chapters.place, 'postings', postings.source, count(*)
    FROM postings JOIN chapters ON chapters.id = postings.chapter
    WHERE chapters.place IS NOT NULL GROUP BY chapters.place, postings.source
    UNION ALL
    SELECT subject, 'facts', source, count(*) FROM facts GROUP BY subject, source
    UNION ALL
    SELECT facts.value, 'facts', facts.source, count(*)
    FROM facts JOIN attributes ON attributes.id = facts.attribute AND attributes.type = 'entity'
    GROUP BY facts.value, facts.source
    UNION ALL
    SELECT subject, 'names', source, count(*) FROM names GROUP BY subject, source
    UNION ALL
    SELECT subject, 'relations', source, count(*) FROM relations GROUP BY subject, source
    UNION ALL
    SELECT object, 'relations', source, count(*) FROM relations GROUP BY object, source
    UNION ALL
    SELECT subject, 'participants', source, count(*) FROM participants GROUP BY subject, source
  ) AS told JOIN sources ON sources.id = told.source
  WHERE :published_by IS NULL OR sources.public_by <= :published_by
  GROUP BY told.place, told.table_name, told.source
) AS records ON records.place = places.id
