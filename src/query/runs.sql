-- Runs of the program and changes by other programs, the latest first.
SELECT commits.number, commits.at, commits.import, coalesce(imports.command, 'another program') AS command,
  imports.files, imports.counts, imports.note
FROM commits LEFT JOIN imports ON imports.id = commits.import
ORDER BY commits.number DESC
