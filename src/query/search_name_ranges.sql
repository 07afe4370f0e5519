-- Entities that have a key within one of several ranges, with a certain end: what initials can stand for.
-- :ranges  JSON array of arrays: the first key, what comes after the last, the tier, how the keys end
SELECT DISTINCT upkeep_name_keys.entity, entities.kind
FROM json_each(:ranges) AS asked
CROSS JOIN upkeep_name_keys ON upkeep_name_keys.key >= asked.value ->> 0 AND upkeep_name_keys.key < asked.value ->> 1
  AND upkeep_name_keys.tier = asked.value ->> 2
  AND (asked.value ->> 3 = '' OR substr(upkeep_name_keys.key, -length(asked.value ->> 3)) = asked.value ->> 3)
JOIN entities ON entities.id = upkeep_name_keys.entity
ORDER BY upkeep_name_keys.entity
