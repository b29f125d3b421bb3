"""From articles, summaries, themes and stories to a finished brief: what is said, and where."""
