"""Extractors: from a document's bytes to an article, with a ledger of what was taken away."""
