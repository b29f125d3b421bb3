"""What the shell is told when somebody presses the tab key after a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click


def complete_methods(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  # click's
    """Give the ways to rank sentences."""
    from briefing.registry import names  # noqa: PLC0415

    return _beginning(incomplete, names("summarizers"))


def complete_formats(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  # click's
    """Give the formats."""
    from briefing.registry import names  # noqa: PLC0415

    return _beginning(incomplete, names("renderers"))


def complete_pages(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  # click's
    """Give the sizes of paper."""
    from dataclasses import fields  # noqa: PLC0415

    from briefing.settings import OutputSettings  # noqa: PLC0415

    [page] = [one for one in fields(OutputSettings) if one.name == "page"]
    return _beginning(incomplete, page.metadata["choices"])


def complete_themes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  # click's
    """Give the themes of the settings file, as far as it can be read."""
    import click  # noqa: PLC0415

    from briefing.cli.configuring import context, given, settings_path  # noqa: PLC0415
    from briefing.cli.flags import go_to  # noqa: PLC0415
    from briefing.errors import SettingsError  # noqa: PLC0415
    from briefing.loading import examine, read  # noqa: PLC0415

    try:
        go_to(given(ctx).get("folder", "."))
        path = settings_path(ctx)
        settings, _ = examine(read(path) if path else {}, context(path, {}))
    except (click.UsageError, SettingsError):
        return []  # a message would stand in the midst of what is typed
    return _beginning(incomplete, (theme.name for theme in settings.themes))


def _beginning(start: str, words: Iterable[str]) -> list[str]:
    return [word for word in words if word.startswith(start)]
