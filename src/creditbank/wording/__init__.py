"""Reasons and errors as sentences in Chinese and English; no database."""
