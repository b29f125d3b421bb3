"""Copies of one text, wherever they were printed, become one article."""
