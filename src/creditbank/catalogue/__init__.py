"""What can be earned: published documents by hash, versions in force, achievements."""
