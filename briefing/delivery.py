"""A published edition goes to those who shall have it: each once, and each for itself.

What is about to be sent is written down before, and that it was sent after. So a run that
is killed between the two leaves a mark, and the next one knows that it cannot know. It
sends once more only what does no harm when it arrives twice; see docs/delivery.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import cast

from briefing.errors import BriefingError, DeliveryError
from briefing.keeping import day_of, edition_of
from briefing.markings import why_refused
from briefing.model import Brief, Rendered
from briefing.parcels import Delivery, Means, Outcome, Parcel, Result, State
from briefing.protocols import Courier, Renderer
from briefing.registry import resolve
from briefing.renderers.atom import published
from briefing.renderers.data import document as as_json
from briefing.renderers.names import marked
from briefing.rendering import render
from briefing.settings import DeliverSettings, Settings
from briefing.store.store import Store

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PAGES = (("html", "brief.html"), ("pdf", "brief.pdf"), ("txt", "brief.txt"))
_ONCE_MORE = "look whether it is there; if not, briefing deliver --again sends it once more"
_NO_STORE = "without a store nobody can tell whether it was sent before; --again sends it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be delivered: a brief, the formats of it that are at hand, and how.

    `names` are the destinations, all if none is named. With `is_again`, what was sent
    before is sent once more; with `is_late`, only what an earlier run could not deliver.
    """

    brief: Brief
    rendered: tuple[Rendered, ...] = ()
    names: tuple[str, ...] = ()
    is_again: bool = False
    is_late: bool = False


def deliver(
    settings: Settings, order: Order, *, means: Means, store: Store | None
) -> Iterator[Outcome]:
    """Deliver an edition to all who shall have it, and tell what became of each.

    What fails costs nobody else. Without a store, only what may be sent twice is sent.

    Raises:
        StoreError: the store cannot be read.
    """
    run = _Run(settings=settings, order=order, means=means, store=store)
    for one in _chosen(settings, order.names):
        yield from run.destination(one)


def described(
    settings: Settings, order: Order, *, means: Means, store: Store | None
) -> Iterator[str]:
    """Say what `deliver` would send where; nothing is sent, and nothing written down."""
    run = _Run(settings=settings, order=order, means=means, store=store)
    for one in _chosen(settings, order.names):
        yield from run.description(one)


def late(
    settings: Settings, store: Store, *, now: datetime, besides: Collection[Brief] = ()
) -> Iterator[Order]:
    """Give the editions of the last days of which something could not be delivered.

    Those of `besides` are left out: they are delivered anyway.
    """
    done = {edition_of(brief, ()).key for brief in besides}
    since = now.date() - timedelta(days=settings.delivery.retry_days)
    open_now = {State.FAILED, State.PENDING}
    missing = {one.edition for one in store.deliveries() if one.state in open_now}
    for edition in store.editions():
        if edition.key in missing - done and edition.day >= since:
            yield Order(brief=store.brief(edition.key), is_late=True)


def content_digest(brief: Brief) -> str:
    """Give the SHA-256 of what a brief says, which is the same when it is built again.

    When it was built, by which version, and what could not be read does not count: nobody
    wants a second mail because a feed was down.
    """
    same = replace(brief, issued=_EPOCH, drops=(), version="", settings_digest="")
    return hashlib.sha256(as_json(same)).hexdigest()


def couriers(
    settings: Settings, means: Means, names: Sequence[str] = ()
) -> Iterator[tuple[DeliverSettings, Courier]]:
    """Give what delivers for each destination.

    Raises:
        SettingsError: a plug-in cannot be loaded.
    """
    for one in _chosen(settings, names):
        yield one, courier(one, means)


def courier(one: DeliverSettings, means: Means) -> Courier:
    """Make what delivers for a destination.

    Raises:
        SettingsError: its plug-in cannot be loaded.
    """
    return cast("Courier", resolve("deliverers", one.kind)(one, means))


def _chosen(settings: Settings, names: Collection[str]) -> Iterator[DeliverSettings]:
    return (one for one in settings.deliver if not names or one.label in names)


@dataclass(slots=True, kw_only=True)
class _Run:
    """One edition on its way; what is rendered is kept for the next destination."""

    settings: Settings
    order: Order
    means: Means
    store: Store | None
    _files: dict[str, Rendered] = field(default_factory=dict)
    _parcel: Parcel = field(init=False)
    _known: dict[tuple[str, str], State] = field(default_factory=dict)

    def __post_init__(self) -> None:
        brief = self.order.brief
        # A letter that was published may have something attached already.
        attached = {"eml"} if self.settings.output.attach else set()
        self._files = {one.format: one for one in self.order.rendered if one.format not in attached}
        self._parcel = Parcel(
            edition=edition_of(brief, ()).key,
            digest=content_digest(brief),
            brief=brief,
            address=_address(brief, self.settings),
        )
        for one in self.store.deliveries() if self.store else ():
            if (one.edition, one.digest) == (self._parcel.edition, self._parcel.digest):
                self._known[one.destination, one.recipient] = one.state

    def destination(self, one: DeliverSettings) -> Iterator[Outcome]:
        """Deliver to the recipients of one destination."""
        try:
            made = self._allowed(one)
            for recipient in made.recipients:
                if self._is_asked_for(one, recipient):
                    yield self._recipient(one, made, recipient)
        except _RefusedError as error:
            yield self._outcome(one, "", Result.REFUSED, str(error))
        except BriefingError as error:
            # To whom it should have gone is not known; the next run asks again.
            self._note(one, "", State.FAILED, _detail(error))
            yield self._outcome(one, "", Result.FAILED, _detail(error))

    def description(self, one: DeliverSettings) -> Iterator[str]:
        """Say what would go to the recipients of one destination."""
        try:
            made = self._allowed(one)
            for recipient in made.recipients:
                if held := self._held(one, made, recipient):
                    yield str(self._outcome(one, recipient, *held))
                    continue
                parcel = self._packed(made)
                yield from (f"{one.label}: {line}" for line in made.describe(parcel, recipient))
        except _RefusedError as error:
            yield str(self._outcome(one, "", Result.REFUSED, str(error)))
        except BriefingError as error:
            yield str(self._outcome(one, "", Result.FAILED, _detail(error)))

    def _allowed(self, one: DeliverSettings) -> Courier:
        levels = self.settings.delivery.markings
        why = why_refused(self.order.brief.marking, one.max_marking, levels)
        if why and not self.order.is_late:  # what was told once need not be told each day
            raise _RefusedError(why)
        if why:
            return _Nobody()
        return courier(one, self.means)

    def _is_asked_for(self, one: DeliverSettings, recipient: str) -> bool:
        open_now = {State.FAILED, State.PENDING}
        states = {self._known.get((one.label, whom)) for whom in (recipient, "")}
        return not self.order.is_late or bool(states & open_now)

    def _held(
        self, one: DeliverSettings, made: Courier, recipient: str
    ) -> tuple[Result, str] | None:
        """Say why a recipient is not sent anything now, if so."""
        state = self._known.get((one.label, recipient))
        if self.order.is_again:
            return None
        if state is State.DONE:
            return Result.ALREADY, ""
        if made.is_repeatable:
            return None
        if self.store is None:
            return Result.REFUSED, _NO_STORE
        if state in {State.PENDING, State.UNSURE}:
            return Result.UNSURE, f"an earlier run ended while it was sent; {_ONCE_MORE}"
        return None

    def _recipient(self, one: DeliverSettings, made: Courier, recipient: str) -> Outcome:
        if held := self._held(one, made, recipient):
            if held[0] is Result.UNSURE:
                self._note(one, recipient, State.UNSURE)
            return self._outcome(one, recipient, *held)
        parcel = self._packed(made)
        self._note(one, recipient, State.PENDING)
        try:
            is_changed = _sent(one, made, parcel, recipient)
        except DeliveryError as error:
            is_unsure = error.may_have_arrived and not made.is_repeatable
            state = State.UNSURE if is_unsure else State.FAILED
            self._note(one, recipient, state, error.detail)
            result = Result.UNSURE if is_unsure else Result.FAILED
            advice = f"; {_ONCE_MORE}" if is_unsure else ""
            return self._outcome(one, recipient, result, f"{error.detail}{advice}")
        self._note(one, recipient, State.DONE)
        result = Result.DELIVERED if is_changed else Result.UNCHANGED
        return self._outcome(one, recipient, result)

    def _note(self, one: DeliverSettings, recipient: str, state: State, detail: str = "") -> None:
        if self.store is None:
            return
        with self.store.changing():
            self.store.note(
                Delivery(
                    edition=self._parcel.edition,
                    destination=one.label,
                    recipient=recipient,
                    digest=self._parcel.digest,
                    state=state,
                    tried_at=self.means.now,
                    detail=detail,
                )
            )

    def _packed(self, made: Courier) -> Parcel:
        """Give the parcel with the formats that a courier needs, rendered where they are not."""
        missing = [name for name in made.formats if name not in self._files]
        # What goes with a mail is attached when it is sent, so that it is rendered once.
        output = replace(self.settings.output, attach=())
        makers = [(name, cast("Renderer", resolve("renderers", name)(output))) for name in missing]
        for one in render(self.order.brief, makers, output) if makers else ():
            self._files[one.format] = one
        return replace(self._parcel, files=tuple(self._files[name] for name in made.formats))

    def _outcome(
        self, one: DeliverSettings, recipient: str, result: Result, detail: str = ""
    ) -> Outcome:
        return Outcome(
            edition=self._parcel.edition,
            destination=one.label,
            recipient=recipient,
            result=result,
            detail=detail,
        )


class _RefusedError(Exception):
    """A brief must not go to a destination; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nobody:
    """Stands for whoever must not have the brief."""

    recipients: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    is_repeatable: bool = True

    def describe(self, parcel: Parcel, recipient: str) -> tuple[str, ...]:  # noqa: ARG002
        return ()

    def send(self, parcel: Parcel, recipient: str) -> bool:  # noqa: ARG002
        return False


def _sent(one: DeliverSettings, made: Courier, parcel: Parcel, recipient: str) -> bool:
    """Send; a plug-in that breaks costs its own recipient, and nobody else."""
    try:
        return made.send(parcel, recipient)
    except BriefingError:
        raise
    except Exception as error:
        # Not in its words: they may hold the secret that it was given.
        problem = f"the deliverer broke ({type(error).__name__})"
        raise DeliveryError(one.label, problem, may_have_arrived=True) from None


def _detail(error: BriefingError) -> str:
    return error.detail if isinstance(error, DeliveryError) else str(error)


def _address(brief: Brief, settings: Settings) -> str:
    """Give the address where an edition is published; nothing where that is not known."""
    if not settings.output.base_url:
        return ""
    marking = brief.marking if settings.output.mark_names else ""
    for name, file in _PAGES:
        if name in settings.output.formats:
            return published(f"{day_of(brief)}/{marked(file, marking)}", settings.output)
    return published(f"{day_of(brief)}/", settings.output)
