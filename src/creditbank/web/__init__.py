"""HTML pages: parse, call a verb, answer."""
