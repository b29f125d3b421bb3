"""Questions to many Parquet files at once, by DuckDB: what is too much for memory goes to disk."""
