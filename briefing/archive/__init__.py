"""A partitioned archive of articles: built once, asked often."""
