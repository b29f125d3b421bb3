"""A folder to begin with: what `briefing init` writes."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from briefing.errors import DeliveryError

_STARTER = Path(__file__).resolve().parent / "starter_files"


def put(directory: Path) -> Iterator[tuple[Path, bool]]:
    """Write the starter's files; give each path, and whether it is new.

    A file that stands there already is left as it is.

    Raises:
        DeliveryError: the folder cannot be written.
    """
    for packaged in sorted(path for path in _STARTER.rglob("*") if path.is_file()):
        relative = packaged.relative_to(_STARTER)
        target = directory / relative
        yield target, _written(target, _filled_in(packaged, directory))


def _filled_in(packaged: Path, directory: Path) -> str:
    # cron starts in another folder and with a bare PATH, so its line names both; a
    # percent sign means a line break there.
    content = packaged.read_text(encoding="utf-8")
    for place, path in (("{{directory}}", directory.resolve()), ("{{python}}", sys.executable)):
        content = content.replace(place, shlex.quote(str(path)).replace("%", "\\%"))
    return content


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
