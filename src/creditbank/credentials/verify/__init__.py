"""Verification as numbered steps: pure, offline, bounded, and in doubt against the document."""
