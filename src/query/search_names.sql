-- Entities that share a key with a name, with the number of the surest tier in which they do.
-- :keys  JSON array of keys, each the name of its tier, a space, and the key
SELECT upkeep_name_keys.entity, entities.kind, min(CASE upkeep_name_keys.tier WHEN 'written' THEN 0 WHEN 'strict' THEN 1 ELSE 2 END) AS tier
FROM json_each(:keys) AS asked
JOIN upkeep_name_keys ON upkeep_name_keys.key = substr(asked.value, instr(asked.value, ' ') + 1)
  AND upkeep_name_keys.tier = substr(asked.value, 1, instr(asked.value, ' ') - 1)
JOIN entities ON entities.id = upkeep_name_keys.entity
GROUP BY upkeep_name_keys.entity, entities.kind
ORDER BY tier, upkeep_name_keys.entity
