"""What the names of an archive's members tell: whether to open them, and what they are."""

from __future__ import annotations

import re

from briefing.model import Reason
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.sniffing import suffix

_DRIVE = re.compile(r"[A-Za-z]:")
# What lies beside the pages that a browser saved, and documents that are not read here.
_ASSET_SUFFIXES = (
    ".7z .aac .avi .avif .bmp .css .db .dll .doc .docx .dylib .eot .epub .exe .flac .gif .heic .ico"
    " .jpeg .jpg .js .less .m4a .map .mjs .mov .mp3 .mp4 .odp .ods .odt .ogg .otf .png .ppt .pptx"
    " .psd .py .rar .rtf .scss .so .svg .swf .tif .tiff .ts .ttf .wasm .wav .webm .webp .wmv .woff"
    " .woff2 .xls .xlsx .xsl"
)
_ASSETS = frozenset(_ASSET_SUFFIXES.split())


def check_name(name: str) -> None:
    """Let a member's name pass.

    Nothing is ever written under it; but who sends such a name wants something else
    than to be read.

    Raises:
        Unreadable: it leads out of the archive, is hidden, or of no kind that is read.
    """
    steps = name.replace("\\", "/").split("/")
    if ".." in steps or steps[0] == "" or _DRIVE.match(name) or "\x00" in name:
        raise Unreadable(Reason.REFUSED, f"the name leads out of the archive: {name}")
    if any(step.startswith(".") and step != "." for step in steps) or steps[0] == "__MACOSX":
        raise Unreadable(Reason.UNSUPPORTED, "is a hidden file")
    if suffix(name) in _ASSETS:
        raise Unreadable(Reason.UNSUPPORTED, f"{suffix(name)} files hold no article")
