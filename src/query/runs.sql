-- Runs of the program and changes by other programs, the latest first.
-- :from  a stamp or a day, or NULL
-- :to    a stamp, or NULL
SELECT commits.number, commits.at, commits.import, coalesce(imports.command, 'another program') AS command,
  imports.files, imports.counts, imports.note
FROM commits LEFT JOIN imports ON imports.id = commits.import
WHERE (:from IS NULL OR commits.at >= :from) AND (:to IS NULL OR commits.at <= :to)
ORDER BY commits.number DESC
