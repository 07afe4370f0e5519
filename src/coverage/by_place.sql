-- Records about places, by place, table and source; places without any as well.
-- :published_by  day, or NULL for any
SELECT places.id, records.table_name, records.source, coalesce(records.many, 0)
FROM places LEFT JOIN (
  SELECT stated.place, stated.table_name, stated.source, sum(stated.many) AS many
  FROM (
    -- for each reference to places
    SELECT {column} AS place, '{table}' AS table_name, source, count(*) AS many FROM {table}
    WHERE {column} IS NOT NULL GROUP BY {column}, source
    -- end
    UNION ALL
    -- for each row that names one of chapters
    SELECT chapters.place, '{table}', {table}.source, count(*)
    FROM {table} JOIN chapters ON chapters.id = {table}.{column}
    WHERE chapters.place IS NOT NULL AND {nearer places} GROUP BY chapters.place, {table}.source
    -- end
    UNION ALL
    SELECT facts.value, 'facts', facts.source, count(*)
    FROM facts JOIN attributes ON attributes.id = facts.attribute AND attributes.type = 'entity'
    GROUP BY facts.value, facts.source
  ) AS stated JOIN sources ON sources.id = stated.source
  WHERE :published_by IS NULL OR sources.public_by <= :published_by
  GROUP BY stated.place, stated.table_name, stated.source
) AS records ON records.place = places.id
