"""The conversion engine, pure: what is the best way to count what a worker has, provably. No Django."""
