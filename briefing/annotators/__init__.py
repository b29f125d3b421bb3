"""Annotators: what a sentence leaves to its reader to know, found in its article."""
