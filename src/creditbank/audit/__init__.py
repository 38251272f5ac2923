"""Who did what, when: append-only. The actor is a plain id, since people stand above."""
