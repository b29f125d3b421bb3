"""Turn a pile of news articles into a briefing document that can be checked."""

__version__ = "0.1.0"
