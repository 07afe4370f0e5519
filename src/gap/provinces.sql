-- Provinces: what lies directly in a country and is a province, or has a code of the country's.
SELECT places.id, places.name, places.parent, coalesce(places.iso_code, places.id) AS code
FROM places JOIN places AS country ON country.id = places.parent AND country.kind = 'country'
WHERE places.kind = 'province' OR places.iso_code GLOB '[A-Z][A-Z]-*'
ORDER BY code, places.id
