"""Keys, canonical forms and cryptographic proofs of W3C Data Integrity 1.0. Pure: no Django, no network, time is an argument."""
