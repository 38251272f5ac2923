"""The ``creditbank`` command."""
