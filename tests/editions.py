"""An edition as a run leaves it: files in all formats, and the store that they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from briefing.deliverers.folder import Folder, folder
from briefing.deliverers.publishing import Publish
from briefing.keeping import edition_of, kept_in
from briefing.loading import Context, check, read
from briefing.model import Brief, Edition, Rendered
from briefing.pipeline import run
from briefing.registry import names
from briefing.settings import Settings
from briefing.verification.checking import Checker, by_store
from makers import NOW

ROOT = Path(__file__).parent.parent
FORMATS = (
    "html", "pdf", "markdown", "json", "eml", "txt", "epub", "atom", "plain", "obsidian",
    "mediawiki", "dokuwiki", "confluence",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a run left."""

    settings: Settings
    store: Path
    brief: Brief
    rendered: tuple[Rendered, ...]

    @property
    def files(self) -> dict[str, bytes]:
        return {one.filename: one.body for one in self.rendered}

    @contextmanager
    def checker(self) -> Iterator[Checker]:
        """Give a checker that need not render again what was rendered here."""
        key = edition_of(self.brief, ()).digest
        with by_store(self.settings, self.store) as made:
            made.rendered.update({(key, one.format): one for one in self.rendered})
            yield made


def published(place: Path, *, formats: tuple[str, ...] = FORMATS) -> Published:
    """Run on the sample articles, into a folder."""
    path = ROOT / "briefing.toml"
    settings = check(read(path), Context(root=path.parent, names=names))
    output = replace(settings.output, formats=formats, directory=place / "build", attach=())
    settings = replace(settings, output=output)
    made: list[Rendered] = []

    class Seen(Folder):
        def staged(
            self, rendered: Sequence[Rendered], *, edition: Edition | None = None
        ) -> AbstractContextManager[Publish]:
            made.extend(rendered)
            return folder(self.directory).staged(rendered, edition=edition)

    store, publisher = place / "store.db", Seen(directory=place / "build" / "2026-01-15")
    with kept_in(store) as keeper:
        report = run(settings, now=NOW, publisher=publisher, keeper=keeper)
    return Published(settings=settings, store=store, brief=report.brief, rendered=tuple(made))
