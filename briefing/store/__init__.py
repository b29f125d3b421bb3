"""The store: what was read, what was printed and when; one SQLite file beside the settings."""
