"""Settings and urls: the top of the house."""
