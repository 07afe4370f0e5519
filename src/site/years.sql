-- The first and the last day that a record names as a limit.
SELECT min(CASE WHEN first_day > '0001-12-31' THEN first_day END), max(CASE WHEN last_day < '9999-01-01' THEN last_day END)
FROM (
-- for each dated statement
SELECT {first day} AS first_day, {last day} AS last_day FROM {table}
-- end
)
