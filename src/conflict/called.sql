-- What an entity, or a word of a vocabulary, is called.
-- :id  its id
SELECT name FROM officials WHERE id = :id
UNION ALL SELECT name FROM organizations WHERE id = :id
UNION ALL SELECT name FROM chapters WHERE id = :id
UNION ALL SELECT name FROM places WHERE id = :id
UNION ALL SELECT (SELECT title FROM events WHERE event = :id ORDER BY id LIMIT 1)
  WHERE EXISTS (SELECT 1 FROM events WHERE event = :id)
UNION ALL SELECT name FROM titles WHERE id = :id
UNION ALL SELECT name FROM relation_kinds WHERE id = :id
LIMIT 1
