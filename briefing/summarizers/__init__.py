"""Summarizers: each scores every sentence of an article and chooses the best."""
