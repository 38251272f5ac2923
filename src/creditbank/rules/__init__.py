"""The rule engine, pure: definitions, the loader of the rulebook, conditions, standards, checks. No Django."""
