-- The seniority of offices: that of the most senior of their titles.
SELECT coalesce(office, id) AS office, min(rank) FROM titles WHERE rank IS NOT NULL GROUP BY coalesce(office, id)
