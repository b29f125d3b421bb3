"""Rows of an archive in Parquet files, the one place that knows their columns."""
