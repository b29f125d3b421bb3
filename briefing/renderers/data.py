"""JSON: the whole brief, as plain values."""

from __future__ import annotations

import json

from briefing.encoding import encode
from briefing.model import Brief


def document(brief: Brief) -> bytes:
    """Write a brief as JSON; the same brief gives the same bytes."""
    values = {"format": "briefing/brief", "version": 1, "brief": encode(brief)}
    # A lone surrogate cannot be written as UTF-8.
    text = json.dumps(values, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace") + b"\n"
