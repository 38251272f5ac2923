"""JSON-LD contexts, vendored."""
