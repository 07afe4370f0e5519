-- What sources repeat.
SELECT id, origin FROM sources WHERE origin IS NOT NULL AND origin <> ''
