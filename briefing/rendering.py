"""A finished brief in all its formats: rendered in a child process that has limits.

Templates and style sheets may come from a colleague's mail, and what they fill in from
anywhere. One that loops, or eats memory, ends its child and not the run.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from briefing.engine import Limits, guarded
from briefing.errors import RenderError
from briefing.model import Brief, Rendered
from briefing.protocols import Renderer
from briefing.renderers.names import marked
from briefing.settings import OutputSettings

# A machine that is busy with other things takes longer than the work needs.
_PATIENCE, _LEAST_PATIENCE_S = 4, 60.0


def render(
    brief: Brief, renderers: Iterable[tuple[str, Renderer]], settings: OutputSettings
) -> Iterator[Rendered]:
    """Render a brief in each format, in order; one child does them all.

    Raises:
        RenderError: a format cannot be rendered, or takes more than the settings allow.
    """
    limits = Limits(
        cpu_s=settings.max_seconds,
        wall_s=_LEAST_PATIENCE_S + _PATIENCE * settings.max_seconds,
        memory_mb=settings.max_memory_mb,
    )
    marking = brief.marking if settings.mark_names else ""
    results = guarded(partial(rendered, brief), renderers, limits=limits, failed=_too_costly)
    for result in results:
        if isinstance(result, RenderError):
            raise result
        # A series holds editions of every marking, and readers ask for it by one address.
        name = result.filename if result.is_series else marked(result.filename, marking)
        yield replace(result, filename=name)


def rendered(brief: Brief, item: tuple[str, Callable[[Brief], Rendered]]) -> Iterator[Rendered]:
    """Render a brief in the format of that name; for a process that does nothing else."""
    # A printer makes millions of objects that stay: looking through them for garbage, as
    # often as Python does, takes a seventh of its time. This is the child; it ends with this.
    gc.set_threshold(200_000, 20, 100)
    _, one = item
    yield one(brief)


def _too_costly(item: tuple[str, Renderer], why: str) -> RenderError:
    name, _ = item
    advice = "look for a loop in your templates, or raise output.max_seconds or max_memory_mb"
    return RenderError(f"{why}; {advice}", template=f"format {name}")
