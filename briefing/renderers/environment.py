"""Jinja2: where templates are found, what they may do, what their faults say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefing import resources
from briefing.errors import BriefingError, RenderError
from briefing.renderers import standing, view

Finalize = Callable[[object], object]


def environment(
    folder: Path | None, *, timezone: str, finalize: Finalize, autoescape: bool
) -> Environment:
    """Set up the templates of one format; those in `folder` come before ours.

    `finalize` is given every value on its way out. `autoescape` is for all
    templates or for none: Jinja2's own choice by file name takes `.html.j2` for
    plain text and leaves it open.
    """
    # The sandbox, since a house style may come from a colleague's mail.
    ground = ImmutableSandboxedEnvironment(
        loader=_loader(folder),
        undefined=StrictUndefined,
        autoescape=autoescape,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    ground.filters.update(view.filters(timezone))
    ground.tests["apart"] = view.apart
    ground.globals["aside"] = view.aside
    ground.globals["why"] = view.why
    ground.globals["elsewhere"] = view.elsewhere
    ground.globals.update(standing.functions())
    return ground


def _loader(folder: Path | None) -> BaseLoader:
    ours = FileSystemLoader(resources.templates())
    # Under a second name, so that a template can extend the one that it replaces.
    packaged = PrefixLoader({"packaged": ours})
    if folder is None:
        return ChoiceLoader([ours, packaged])
    if not folder.is_dir():
        raise RenderError("there is no such folder of templates", template=str(folder))
    return ChoiceLoader([FileSystemLoader(folder), ours, packaged])


def plain(value: object) -> object:
    """Make a value printable, and refuse one that is missing.

    Raises:
        ValueError: the value is None, which would be printed as "None".
    """
    if value is None:
        raise ValueError("this value may be missing; say what stands in its place")
    # `type is`, since a Markup is a str and must stay what it is.
    return view.printable(value) if type(value) is str else value


def render(ground: Environment, name: str, values: Mapping[str, object]) -> str:
    """Fill in a template.

    Raises:
        RenderError: the template is missing, malformed, or uses what it is not given.
    """
    with _faults(name):
        return ground.get_template(name).render(values)


@contextmanager
def _faults(name: str) -> Iterator[None]:
    try:
        yield
    except BriefingError:
        raise
    except TemplateSyntaxError as error:
        file = error.filename or error.name or name
        raise RenderError(str(error.message), template=file, line=error.lineno) from error
    except Exception as error:  # whatever the author of a template can provoke
        file, line = _place(error, name)
        raise RenderError(_say(error), template=file, line=line) from error


def _say(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "it needs more memory than output.max_memory_mb allows"
    return str(error) or type(error).__name__


def _place(error: Exception, name: str) -> tuple[str, int | None]:
    # Jinja2 rewrites tracebacks so that the frames of a template name its lines.
    lines = [
        (frame.f_code.co_filename, line)
        for frame, line in walk_tb(error.__traceback__)
        if frame.f_code.co_filename.endswith(".j2")
    ]
    return lines[-1] if lines else (name, None)
