-- Entities whose id, earlier id or name is a text; 1: its id, 2: an earlier id, 3: its name, 4: another of its names.
-- :text  the text, in any case of its letters where it is a name
SELECT id, kind, 1 AS how FROM entities WHERE id = :text
UNION ALL
SELECT entities.id, entities.kind, 2 FROM renames JOIN entities ON entities.id = renames.entity WHERE renames.id = :text
UNION ALL
SELECT id, 'organizations', 3 FROM organizations WHERE name = :text COLLATE NOCASE
UNION ALL
SELECT id, 'officials', 3 FROM officials WHERE name = :text COLLATE NOCASE
UNION ALL
SELECT id, 'chapters', 3 FROM chapters WHERE name = :text COLLATE NOCASE
UNION ALL
SELECT id, 'places', 3 FROM places WHERE name = :text COLLATE NOCASE
UNION ALL
SELECT entities.id, entities.kind, 4 FROM names JOIN entities ON entities.id = names.subject
  WHERE names.name = :text COLLATE NOCASE
