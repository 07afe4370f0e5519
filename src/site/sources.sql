-- All sources.
SELECT id, title, public_by FROM sources ORDER BY id
