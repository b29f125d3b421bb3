"""Tokenized text, put back into prose: data sets of the field come in tokens."""

from __future__ import annotations

import re


def prose(tokens: str) -> str:
    """Undo tokenization."""
    quoted = tokens.replace("`` ", '"').replace(" ''", '"')
    closed = re.sub(r" ([.,;:!?%)])", r"\1", quoted)
    closed = re.sub(r"(\d)\. (?=\d)", r"\1.", closed)
    return re.sub(r" (n't|'s|'re|'ve|'ll|'d|'m)\b", r"\1", re.sub(r"([($]) ", r"\1", closed))
