"""Benchmarks: quality and speed, beside other programs on the same data in one run."""
