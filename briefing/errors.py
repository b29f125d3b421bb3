"""What can go wrong, as a tree.

    BriefingError                     what, where, and what to do
    |- SettingsError      .faults     the settings are wrong; nothing ran
    |- SourceError        .uri .reason   one source or document cannot be read
    |- ExtractionError    .uri .reason   one document holds no article
    |- SummaryError       .article_id one article cannot be summarized
    |- EmptyBriefError    .drops      no article was left to write about
    |  `- NothingToTellError            the sources were read, and there is no news in them
    |- RenderError        .template .line
    |- DeliveryError      .destination
    |- LockedError        .path       another run is at work in that folder
    |- DeadlineError                  the run took longer than it may
    |- StoreError         .path       what was read and printed before cannot be looked up
    |- ArchiveError       .path       an archive cannot be read or written
    `- EngineError        .engine     what runs partitions is not there, or went away

An item that fails becomes a `Drop` (see `model`); a run that fails raises one of
these, once, and the command line turns it into one line and an exit status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model import Brief, Drop, Reason


class BriefingError(Exception):
    """Everything that a caller of this package may want to catch."""

    exit_status = 1

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions are else made again from their message, which is not what ours take.
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[BriefingError], args: tuple[object, ...]) -> BriefingError:
    return kind.__new__(kind, *args)


class SettingsError(BriefingError):
    """The settings, or the words of the command line, are wrong."""

    exit_status = 2

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class SourceError(BriefingError):
    """A source or a document cannot be read."""

    exit_status = 4

    def __init__(self, uri: str, reason: Reason, detail: str) -> None:
        super().__init__(f"{uri}: {detail}")
        self.uri = uri
        self.reason = reason
        self.detail = detail


class ExtractionError(BriefingError):
    """A document was read, and holds no article that can be used."""

    exit_status = 4

    def __init__(self, uri: str, reason: Reason, detail: str) -> None:
        super().__init__(f"{uri}: {detail}")
        self.uri = uri
        self.reason = reason
        self.detail = detail


class SummaryError(BriefingError):
    """An article cannot be summarized by the method asked for."""

    def __init__(self, article_id: str, detail: str) -> None:
        super().__init__(f"article {article_id}: {detail}")
        self.article_id = article_id
        self.detail = detail


class EmptyBriefError(BriefingError):
    """No usable article was left; nothing was written."""

    exit_status = 4

    def __init__(self, detail: str, drops: tuple[Drop, ...] = ()) -> None:
        super().__init__(detail)
        self.drops = drops


class NothingToTellError(EmptyBriefError):
    """The sources were read, and hold nothing to tell; `detail` says why.

    `brief` is what could be written all the same, such as which themes have no news.
    """

    exit_status = 5

    def __init__(
        self, detail: str, drops: tuple[Drop, ...] = (), brief: Brief | None = None
    ) -> None:
        super().__init__(detail, drops)
        self.detail = detail
        self.brief = brief


class RenderError(BriefingError):
    """A template, a style or the printer failed."""

    exit_status = 6

    def __init__(self, detail: str, *, template: str, line: int | None = None) -> None:
        where = template if line is None else f"{template}:{line}"
        super().__init__(f"{where}: {detail}")
        self.template = template
        self.line = line


class DeliveryError(BriefingError):
    """A finished brief could not be put where it belongs, or nobody can tell if it was."""

    exit_status = 7

    def __init__(self, destination: str, detail: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(f"{destination}: {detail}")
        self.destination = destination
        self.detail = detail
        self.may_have_arrived = may_have_arrived


class LockedError(BriefingError):
    """Another run is at work in the folder; `holder` says which, as far as it is known."""

    exit_status = 11

    def __init__(self, path: Path, holder: str) -> None:
        by = f" ({holder})" if holder else ""
        super().__init__(f"{path}: another run is at work here{by}; see --lock-wait")
        self.path = path
        self.holder = holder


class DeadlineError(BriefingError):
    """The run was not done when its time was up."""

    exit_status = 124  # as that of `timeout`


class StoreError(BriefingError):
    """The store cannot be used, or what it holds does not fit its seals."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path}: the store {detail}")
        self.path = path
        self.detail = detail


class ArchiveError(BriefingError):
    """An archive cannot be read or written; what stood in it stays."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path}: {detail}")
        self.path = path


class EngineError(BriefingError):
    """What runs partitions is not there, or went away; what is done stays."""

    def __init__(self, engine: str, detail: str) -> None:
        super().__init__(f"run.engine = {engine}: {detail}")
        self.engine = engine


class PackError(BriefingError):
    """An evidence pack cannot be made or read, or does not hold what it lists."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path}: the pack {detail}")
        self.path = path
        self.detail = detail
