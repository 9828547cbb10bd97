"""Work in the background on a queue in the database: survives a restart, never runs twice at once."""
