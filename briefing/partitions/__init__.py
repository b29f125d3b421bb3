"""The unit that travels: a file, or a chunk of inputs, made into one Parquet file."""
