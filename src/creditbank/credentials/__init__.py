"""Credentials that a stranger can verify offline: facts into documents, proofs, status lists, verification, keys."""
