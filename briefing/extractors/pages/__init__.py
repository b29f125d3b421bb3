"""Web pages: which blocks are the article, and what the page says about it."""
