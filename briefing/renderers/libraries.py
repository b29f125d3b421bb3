"""The libraries of the system that the printer needs."""

from __future__ import annotations

from importlib import import_module

from briefing.errors import RenderError


def pango() -> str:
    """Give the version of Pango, as the printer finds it.

    Raises:
        RenderError: the printer, or one of its libraries, is not there.
    """
    try:
        text = import_module("weasyprint.text.ffi")
    except (ImportError, OSError) as error:
        problem = "WeasyPrint cannot find Pango, or is missing; see the README for how to install"
        raise RenderError(problem, template="PDF") from error
    version = getattr(text.pango, "pango_version", None)
    if version is None:
        return "found"
    number = int(version())
    return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"
