-- All places, with the source of each and when that was out.
SELECT places.id, places.name, places.kind, places.parent, places.iso_code, places.latitude, places.longitude,
  places.source, sources.public_by
FROM places JOIN sources ON sources.id = places.source
ORDER BY places.id
