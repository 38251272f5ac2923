"""Accounts and transfers: the only balances there are.

``posting`` is the door in, ``lookups`` reads entries by id, ``checking`` counts everything again; outsiders import
these. Inside: ``accounts`` (families of account names), ``entries`` (drafts and their hash), ``statements`` (the SQL),
``models``, ``errors``.
"""
