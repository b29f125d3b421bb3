"""What is told, as lines for programs, and in a file that does not grow for ever."""

from __future__ import annotations

import json
import logging
import logging.handlers
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

LARGEST, OLDER = 1_000_000, 5  # bytes of a log, and how many older ones are kept

Fields = Mapping[str, object]


class Log(logging.handlers.RotatingFileHandler):
    """A log file; it is renamed when it is full, and the fifth before it goes.

    Raises:
        OSError: it cannot be opened.
    """

    def __init__(self, path: str, *, as_json: bool, failed: Callable[[str], None]) -> None:
        super().__init__(path, maxBytes=LARGEST, backupCount=OLDER, encoding="utf-8")
        self._as_json = as_json
        self._failed = failed
        self._has_failed = False

    def format(self, record: logging.LogRecord) -> str:
        """Give a record as one line."""
        fields: Fields = getattr(record, "fields", {})
        level, message = record.levelname.lower(), record.getMessage()
        if self._as_json:
            return as_json(level, message, fields, moment=record.created)
        return " ".join([_time(record.created), f"{level}:", *message.splitlines()])

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802
        """Say once that the log cannot be written: the brief is worth more than its log."""
        if not self._has_failed:
            self._has_failed = True
            self._failed(f"{self.baseFilename}: the log cannot be written")


def as_json(level: str, message: str, fields: Fields, *, moment: float | None = None) -> str:
    """Give a message as a JSON object in one line."""
    told = {"time": _time(moment), "level": level, "message": message, **fields}
    return json.dumps(told, ensure_ascii=False, default=str)


def logger() -> logging.Logger:
    """Give the logger of the whole package."""
    return logging.getLogger("briefing")


def _time(moment: float | None) -> str:
    then = datetime.now(UTC) if moment is None else datetime.fromtimestamp(moment, UTC)
    return then.isoformat(timespec="milliseconds")
