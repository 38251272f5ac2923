"""The main job: deposit, certify, enrol, convert, reverse, record."""
