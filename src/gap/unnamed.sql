-- Officials whom no source names.
SELECT id FROM officials WHERE identity = 'unnamed'
