-- Records about organizations and their chapters, by organization, table and source; organizations without any as well.
-- :published_by  day, or NULL for any
SELECT organizations.id, records.table_name, records.source, coalesce(records.many, 0)
FROM organizations LEFT JOIN (
  SELECT stated.body, stated.table_name, stated.source, sum(stated.many) AS many
  FROM (
    -- for each reference to organizations
    SELECT {column} AS body, '{table}' AS table_name, source, count(*) AS many FROM {table}
    WHERE {column} IS NOT NULL GROUP BY {column}, source
    -- end
    UNION ALL
    -- for each row that names one of chapters
    SELECT chapters.organization, '{table}', {table}.source, count(*)
    FROM {table} JOIN chapters ON chapters.id = {table}.{column}
    WHERE {nearer organizations} GROUP BY chapters.organization, {table}.source
    -- end
  ) AS stated JOIN sources ON sources.id = stated.source
  WHERE :published_by IS NULL OR sources.public_by <= :published_by
  GROUP BY stated.body, stated.table_name, stated.source
) AS records ON records.body = organizations.id
