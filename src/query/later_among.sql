-- Which of some sources were certainly published after a day.
-- :sources       JSON array of ids
-- :published_by  the day
SELECT id FROM sources WHERE id IN (SELECT value FROM json_each(:sources)) AND published_earliest > :published_by
