"""Take a pack apart into a folder, with nothing outside of it and nothing overwritten."""

from __future__ import annotations

from pathlib import Path

from briefing.errors import PackError
from briefing.packing.packs import MANIFEST, SIGNATURE, opened_pack


def unpack(path: Path, target: Path) -> int:
    """Write the files of a pack below `target`, a folder that is new or empty; count them.

    Raises:
        PackError: the pack is not what it lists, or the folder holds something or cannot
            be written.
    """
    with opened_pack(path) as pack:
        # All are checked before the first is written.
        for name in pack.names():
            pack.file(name)
        try:
            target.mkdir(parents=True, exist_ok=True)
            if any(target.iterdir()):
                raise PackError(path, f"is not unpacked into {target}, which is not empty")
            _write(target / MANIFEST, pack.signed)
            if pack.signature is not None:
                _write(target / SIGNATURE, pack.signature)
            for name in pack.names():
                _write(target / name, pack.file(name))
        except OSError as error:
            raise PackError(path, f"cannot be unpacked: {target}: {error.strerror}") from error
        return len(pack.names())


def _write(place: Path, body: bytes) -> None:
    place.parent.mkdir(exist_ok=True)
    with place.open("xb") as file:  # a name of this folder, never a link that stands there
        file.write(body)
