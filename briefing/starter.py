"""A folder to begin with: what `briefing init` writes."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from briefing.errors import DeliveryError

_STARTER = Path(__file__).resolve().parent / "starter_files"


_SYSTEMD = _STARTER / "systemd"


def put(directory: Path, *, systemd: bool = False) -> Iterator[tuple[Path, bool]]:
    """Write the starter's files; give each path, and whether it is new.

    A file that stands there already is left as it is. The units of systemd come with
    `systemd` only.

    Raises:
        DeliveryError: the folder cannot be written.
    """
    found = sorted(path for path in _STARTER.rglob("*") if path.is_file())
    for packaged in (one for one in found if systemd or one.parent != _SYSTEMD):
        relative = packaged.relative_to(_STARTER)
        target = directory / relative
        yield target, _written(target, _filled_in(packaged, directory))


def _filled_in(packaged: Path, directory: Path) -> str:
    # Both start in another folder and with a bare PATH, so all is named.
    content = packaged.read_text(encoding="utf-8")
    quoted = _for_systemd if packaged.parent == _SYSTEMD else _for_cron
    content = content.replace(
        "WorkingDirectory={{directory}}", f"WorkingDirectory={_raw(directory)}"
    )
    for place, path in (("{{directory}}", directory.resolve()), ("{{python}}", sys.executable)):
        content = content.replace(place, quoted(str(path)))
    return content.replace("{{user}}", _user())


def _for_cron(path: str) -> str:
    return shlex.quote(path).replace("%", "\\%")  # else it means a line break


def _for_systemd(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"' if re.search(r"[^\w./+-]", path) else path


def _raw(directory: Path) -> str:
    """Give a folder for the one setting of systemd that knows no quotes."""
    return str(directory.resolve()).replace("%", "%%")


def _user() -> str:
    if sys.platform == "win32":
        return "briefing"
    import pwd  # noqa: PLC0415

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a number without a name, as in a container
        return str(os.getuid())


def _written(target: Path, content: str) -> bool:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError as error:
        if target.is_file():
            return False
        raise DeliveryError(str(target), "something that is no file stands there") from error
    except OSError as error:
        raise DeliveryError(str(target), f"cannot be written: {error.strerror}") from error
    return True
