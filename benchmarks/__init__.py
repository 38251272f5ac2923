"""What `make bench` measures: one file per subject, one JSON per result, one page of tables."""
