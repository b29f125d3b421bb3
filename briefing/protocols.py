"""What a plug-in of each kind must be able to do.

A plug-in is named by an entry point of the group `briefing.KIND`; the name points
to a factory, which takes the settings of its stage and gives one of these. All must
pickle. `docs/extending.md` has an example of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from briefing.model import (
    Article,
    Brief,
    Drop,
    Edition,
    Locator,
    RawDocument,
    Receipt,
    Rendered,
    Summary,
)
from briefing.parcels import Parcel


class Source(Protocol):
    """Finds what there is to read; made by `factory(settings, root)`."""

    def discover(self, *, now: datetime) -> Iterator[Locator | RawDocument | Drop]:
        """List what there is to read, in a fixed order.

        A `Locator` of kind "file" or "web" is read, opened and followed by the pipeline;
        a source that reads for itself gives the `RawDocument`.
        """


class Extractor(Protocol):
    """Finds the article in a document; made by `factory(settings, language=...)`."""

    def __call__(self, document: RawDocument) -> Article:
        """Extract and clean the article.

        Raises:
            ExtractionError: the document holds none.
        """


class Summarizer(Protocol):
    """Scores every sentence of an article; made by `factory(settings)`."""

    def __call__(self, article: Article) -> Summary:
        """Score all sentences and choose the best.

        Raises:
            SummaryError: the method cannot rank this article.
        """


class Renderer(Protocol):
    """Writes a brief in one format; made by `factory(settings)`."""

    def __call__(self, brief: Brief) -> Rendered:
        """Render the brief; the same brief gives the same bytes.

        Raises:
            RenderError: a template, a style or the printer failed.
        """


class Publisher(Protocol):
    """Puts an edition in its place, in two parts; see `deliverers.publishing`."""

    def staged(
        self, rendered: tuple[Rendered, ...], *, edition: Edition | None = None
    ) -> AbstractContextManager[Callable[[], tuple[Receipt, ...]]]:
        """Do all that can fail; calling what is given puts the edition in its place.

        With an `edition`, what is broken off after that is left for the next run to finish.

        Raises:
            DeliveryError: it cannot be put there; what stood there before still does.
        """


class Courier(Protocol):
    """Takes an edition to its recipients; made by `factory(settings, means)`.

    `settings` is the `[[deliver]]` table, `means` a `parcels.Means`. The entry points of
    `briefing.deliverers` give these. A factory reads no file and opens no connection.
    """

    @property
    def recipients(self) -> tuple[str, ...]:
        """Whom it goes to, as messages and the store name them: without secrets."""

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that it needs, in the order in which `Parcel.files` shall hold them."""

    @property
    def is_repeatable(self) -> bool:
        """Whether sending the same parcel once more does no harm."""

    def describe(self, parcel: Parcel, recipient: str) -> tuple[str, ...]:
        """Say in lines what would go there; nothing is sent, and no secret is told."""

    def send(self, parcel: Parcel, recipient: str) -> bool:
        """Send it; tell whether anything changed there.

        Raises:
            DeliveryError: it did not arrive, or with `may_have_arrived` nobody can tell.
        """
