"""From a name in the settings to an implementation, imported at first use.

Built-ins are a table; plug-ins are entry points of the group `briefing.KIND`. Both
come through `resolve`, and a built-in's name cannot be taken by a plug-in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import entry_points

from briefing.errors import SettingsError

BUILT_INS: Mapping[str, Mapping[str, str]] = {
    "sources": {
        "files": "briefing.sources.files:files",
        "web": "briefing.sources.web:web",
    },
    "extractors": {
        "automatic": "briefing.extractors.document:automatic",
        "html": "briefing.extractors.html:html",
        "plain": "briefing.extractors.plain:plain",
    },
    "summarizers": {
        "briefing": "briefing.summarizers.ranker:briefing",
        "lead": "briefing.summarizers.lead:lead",
        **{
            name: f"briefing.summarizers.sumy_methods:{name}"
            for name in (
                "edmundson",
                "kl",
                "lexrank",
                "lsa",
                "luhn",
                "reduction",
                "sumbasic",
                "textrank",
            )
        },
    },
    "renderers": {
        "atom": "briefing.renderers.atom:atom",
        "confluence": "briefing.renderers.wikis.confluence:confluence",
        "dokuwiki": "briefing.renderers.wikis.dokuwiki:dokuwiki",
        "eml": "briefing.renderers.mail:eml",
        "epub": "briefing.renderers.epub:epub",
        "gfm": "briefing.renderers.wikis.markdown:gfm",
        "html": "briefing.renderers.html:html",
        "json": "briefing.renderers.data:json",
        "markdown": "briefing.renderers.wikis.markdown:markdown",
        "mediawiki": "briefing.renderers.wikis.mediawiki:mediawiki",
        "obsidian": "briefing.renderers.wikis.obsidian:obsidian",
        "pdf": "briefing.renderers.pdf:pdf",
        "plain": "briefing.renderers.wikis.markdown:plain",
        "txt": "briefing.renderers.plain:txt",
    },
    "deliverers": {
        "folder": "briefing.deliverers.dated:folder",
        "git": "briefing.deliverers.git:git",
        "matrix": "briefing.deliverers.matrix:matrix",
        "slack": "briefing.deliverers.slack:slack",
        "smtp": "briefing.deliverers.smtp:smtp",
        "webdav": "briefing.deliverers.webdav:webdav",
        "webhook": "briefing.deliverers.webhook:webhook",
    },
}


def names(kind: str) -> dict[str, str]:
    """Map each known name of a kind to where it comes from."""
    plugins = {
        entry.name: f"{entry.value} ({entry.dist.name if entry.dist else 'unknown package'})"
        for entry in entry_points(group=f"briefing.{kind}")
    }
    return dict(sorted({**plugins, **BUILT_INS[kind]}.items()))


def resolve(kind: str, name: str) -> Callable[..., object]:
    """Import and give the factory of that name.

    Raises:
        SettingsError: no such name, or the plug-in cannot be imported.
    """
    if name in BUILT_INS[kind]:
        module, _, attribute = BUILT_INS[kind][name].partition(":")
        factory: Callable[..., object] = getattr(import_module(module), attribute)
        return factory
    found = tuple(entry_points(group=f"briefing.{kind}", name=name))
    if not found:
        raise SettingsError(f"unknown {kind.removesuffix('s')} {name!r}; see `briefing plugins`")
    try:
        plugin: Callable[..., object] = next(iter(found)).load()
    except (ImportError, AttributeError) as error:
        raise SettingsError(f"the plug-in {name!r} cannot be loaded: {error}") from error
    return plugin
