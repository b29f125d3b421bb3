"""Strangers' bytes for every reader, until something breaks: see `make fuzz`."""
