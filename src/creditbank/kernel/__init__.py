"""Pure values and errors that every room shares: a closed list of small files, no Django.

``quantity`` (units and exact amounts), ``decision`` (grant, refuse, refer, with reasons), ``period`` (half-open
periods, working days), ``canonical`` (canonical JSON and its SHA-256), ``errors`` (errors with code and parameters).
"""
