-- Bodies and officials, and what relations name besides, each with the source of its own row and when that was out.
SELECT all_of_them.id, all_of_them.kind, all_of_them.name, all_of_them.source, sources.public_by
FROM (
  SELECT id, 'organization' AS kind, name, source FROM organizations
  UNION ALL
  SELECT id, 'chapter', name, source FROM chapters
  UNION ALL
  SELECT id, 'official', name, source FROM officials
  UNION ALL
  SELECT id, 'place', name, source FROM places
    WHERE id IN (SELECT subject FROM relations UNION SELECT object FROM relations)
  UNION ALL
  SELECT event, 'event', title, source FROM events
    WHERE event IN (SELECT subject FROM relations UNION SELECT object FROM relations)
) AS all_of_them JOIN sources ON sources.id = all_of_them.source
ORDER BY all_of_them.id, all_of_them.source
