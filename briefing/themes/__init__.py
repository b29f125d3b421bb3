"""Which articles belong together, and under which heading."""
