"""Secrets: where they are, and never what they are."""

from __future__ import annotations

import os
import stat
from base64 import b64encode
from pathlib import Path

from briefing.errors import DeliveryError
from briefing.parcels import Means
from briefing.settings import DeliverSettings

_LONGEST = 65_536  # bytes


def secret(settings: DeliverSettings, what: str, means: Means) -> str:
    """Give the `password`, the `token` or the `url`, from where the settings say it is.

    It is empty where they name no place.

    Raises:
        DeliveryError: it is not there, or holds what no secret can; it is not shown.
    """
    variable, path = getattr(settings, f"{what}_env"), getattr(settings, f"{what}_file")
    if variable:
        place = f"{what}_env: the environment variable {variable}"
        found = means.environ.get(variable, "")
    elif path:
        place = f"{what}_file: {path}"
        found = _read(path, f"{settings.label}: {place}", means)
    else:
        return settings.url if what == "url" else ""
    found = found.strip()
    if not found:
        raise DeliveryError(settings.label, f"{place} is not set, or is empty")
    if not found.isprintable():
        raise DeliveryError(settings.label, f"{place} holds a line break or a control character")
    return found


def authorization(settings: DeliverSettings, means: Means) -> dict[str, str]:
    """Give the header that logs in: by token, by user and password, or none.

    Raises:
        DeliveryError: a secret is not where it should be, or cannot stand in a header.
    """
    if token := secret(settings, "token", means):
        words = f"Bearer {token}"
    elif password := secret(settings, "password", means):
        words = f"Basic {b64encode(f'{settings.user}:{password}'.encode()).decode()}"
    else:
        return {}
    if not words.isascii():
        raise DeliveryError(settings.label, "the token holds letters beyond ASCII")
    return {"Authorization": words}


def exposed(path: Path) -> bool:
    """Tell whether anybody on this machine may read a file."""
    return os.name == "posix" and bool(path.stat().st_mode & stat.S_IROTH)


def _read(path: Path, place: str, means: Means) -> str:
    try:
        with path.open("rb") as file:
            body = file.read(_LONGEST + 1)
        if exposed(path):
            means.warn(f"{place} can be read by everybody on this machine; run chmod 600 {path}")
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        raise DeliveryError(place.partition(":")[0], f"{path} {problem}") from None
    try:
        return body.decode("utf-8-sig") if len(body) <= _LONGEST else "\0"
    except UnicodeDecodeError:
        return "\0"  # told as no secret at all
