"""Into a wiki that is kept in git: a commit of the page, merged between its marks.

Nothing but that page is touched, and a checkout in which somebody is at work is left alone.
Killed on the way, the next run finds what the page should be and goes on from there.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from briefing.deliverers.glance import heading
from briefing.errors import DeliveryError
from briefing.model import Rendered
from briefing.parcels import Means, Parcel
from briefing.settings import DeliverSettings

# What a git hook, or a shell in another checkout, says about a checkout that is not ours.
_STEERING = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY",
    "GIT_NAMESPACE", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR",
)  # fmt: skip
_AT_WORK = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "BISECT_LOG": "a bisection",
}


def git(settings: DeliverSettings, means: Means) -> Git:
    """Deliver into the checkout of a wiki."""
    return Git(settings=settings, means=means)


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """Commits the pages of an edition, and pushes where asked to."""

    settings: DeliverSettings
    means: Means
    is_repeatable: bool = True

    @property
    def recipients(self) -> tuple[str, ...]:
        """The checkout."""
        return (str(self.settings.directory),)

    @property
    def formats(self) -> tuple[str, ...]:
        """What the settings name."""
        return self.settings.formats

    def describe(self, parcel: Parcel, recipient: str) -> tuple[str, ...]:
        """Say which pages would be committed."""
        names = ", ".join(name for name, _ in self._pages(parcel))
        pushed = ", then git push" if self.settings.push else ""
        return (f"commit in {recipient}: {names}{pushed}", f"Subject: {_subject(parcel)}")

    def send(self, parcel: Parcel, recipient: str) -> bool:
        """Write the pages, commit them if they changed, and push."""
        root = Path(recipient)
        self._check(root)
        pages = tuple(self._pages(parcel))
        self._refuse_work(root, {name for name, _ in pages})
        merged = [(name, self._merged(root, name, page)) for name, page in pages]
        for name, body in merged:
            self._write(root, name, body)
        names = [name for name, _ in merged]
        self._git(root, "add", "--", *names)
        is_changed = bool(self._git(root, "status", "--porcelain", "-z", "--", *names))
        if is_changed:
            words = f"{_subject(parcel)}\n\nDigest of the edition: {parcel.digest}\n"
            self._git(root, "commit", "--quiet", "--only", "-F", "-", "--", *names, given=words)
        if self.settings.push:
            # Also without a commit: that of an earlier run may still be here alone.
            self._git(root, "push", "--quiet")
        return is_changed

    def probe(self) -> None:
        """See whether the checkout can be used, and its remote be reached where it matters."""
        root = Path(self.recipients[0])
        self._check(root)
        self._refuse_work(root, set())
        if self.settings.push:
            self._git(root, "ls-remote", "--quiet", "--heads")

    def _pages(self, parcel: Parcel) -> Iterator[tuple[str, Rendered]]:
        for one in parcel.files:
            yield self.settings.path or one.filename, one

    def _check(self, root: Path) -> None:
        """Refuse a checkout that is none, or in which somebody is at work."""
        if which("git") is None:
            raise self._failed("git is not installed; install it")
        if not root.is_dir():
            raise self._failed(f"{root} is no folder; clone the wiki there")
        words = ("--is-inside-work-tree", "--git-dir", "--show-prefix")
        is_tree, folder, prefix = self._git(root, "rev-parse", *words).decode().split("\n")[:3]
        if is_tree != "true" or prefix:
            raise self._failed(f"{root} is not the top folder of a checkout")
        for name, what in _AT_WORK.items():
            if (root / folder.strip() / name).exists():
                raise self._failed(f"{root} is in the middle of {what}; end it first")

    def _merged(self, root: Path, name: str, page: Rendered) -> bytes:
        """Give what the page shall be, from what was committed last, and not from a draft."""
        target = root / name
        inside = target.resolve(), root.resolve()
        if not inside[0].is_relative_to(inside[1]) or ".git" in inside[0].parts:
            raise self._failed(f"{name} leads out of the checkout")
        last = self._last(root, name)
        body = page.body
        if last is not None and page.merge:
            try:
                body = page.merge(last)
            except ValueError as error:
                raise self._failed(f"{name}: {error}") from None
        target = root / name
        is_new = target.is_file() and target.read_bytes() not in {body, last}
        if is_new or target.is_dir():
            raise self._failed(
                f"{target} was changed and not committed; commit it, or put it away with git stash"
            )
        return body

    def _refuse_work(self, root: Path, names: set[str]) -> None:
        """Refuse a checkout in which something else is changed and not committed."""
        words = ("status", "--porcelain", "-z", "--untracked-files=no")
        told = self._git(root, *words).decode("utf-8", "replace")
        foreign = [entry[3:] for entry in told.split("\0") if entry and entry[3:] not in names]
        if foreign:
            raise self._failed(
                f"{root} has changes that are not committed, such as {foreign[0]}; commit them, "
                "or put them away with git stash"
            )

    def _last(self, root: Path, name: str) -> bytes | None:
        """Give the page as it was committed last; None where it is new."""
        known = self._git(root, "ls-tree", "-z", "HEAD", "--", name, is_tried=True)
        return self._git(root, "show", f"HEAD:./{name}") if known else None

    def _write(self, root: Path, name: str, body: bytes) -> None:
        target = root / name
        try:
            if target.is_file() and target.read_bytes() == body:
                return
            target.parent.mkdir(parents=True, exist_ok=True)
            # Among git's own files, where nobody sees it if the run is killed.
            place = self._git(root, "rev-parse", "--git-path", "briefing-page").decode().strip()
            beside = root / place
            beside.write_bytes(body)
            beside.replace(target)
        except OSError as error:
            raise self._failed(f"{target} cannot be written: {error.strerror}") from None

    def _git(self, root: Path, *words: str, given: str = "", is_tried: bool = False) -> bytes:
        """Run git in the checkout, and give what it prints."""
        environ = {k: v for k, v in self.means.environ.items() if k not in _STEERING}
        # Nobody is there to be asked for a password, and messages shall be in English.
        environ |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
        try:
            done = subprocess.run(  # noqa: S603  # words of ours; the names follow `--`
                ["git", "-c", "core.quotePath=false", *words],  # noqa: S607
                cwd=root,
                env=environ,
                input=given.encode(),
                capture_output=True,
                check=False,
                timeout=self.settings.timeout_s,
            )
        except subprocess.TimeoutExpired:
            problem = f"git {words[0]} took longer than {self.settings.timeout_s:g} s"
            raise self._failed(problem) from None
        except OSError as error:
            raise self._failed(f"git cannot be run: {error.strerror}") from None
        if done.returncode and not is_tried:
            raise self._failed(_advice(words[0], done.stderr.decode("utf-8", "replace")))
        return b"" if done.returncode else done.stdout

    def _failed(self, problem: str) -> DeliveryError:
        return DeliveryError(self.settings.label, problem)


def _subject(parcel: Parcel) -> str:
    return heading(parcel.brief)


def _advice(word: str, told: str) -> str:
    """Say why git failed: in our words, since its own may hold an address with a password."""
    for sign, advice in _SIGNS:
        if sign in told:
            return f"git {word} failed: {advice}"
    return f"git {word} failed; run it there by hand to see why"


_SIGNS = (
    ("not a git repository", "the folder is no checkout of git"),
    ("dubious ownership", "the checkout is somebody else's; see git's safe.directory"),
    ("index.lock", "another git is at work there, or one was killed: remove .git/index.lock then"),
    ("Please tell me who you are", "set user.name and user.email with git config"),
    ("empty ident", "set user.name and user.email with git config"),
    ("unable to auto-detect email", "set user.name and user.email with git config"),
    ("non-fast-forward", "the other side has commits that are not here; run git pull there"),
    ("fetch first", "the other side has commits that are not here; run git pull there"),
    ("no upstream branch", "the branch has no upstream; run git push -u once by hand"),
    ("No configured push destination", "there is no remote; run git remote add there"),
    ("could not read Username", "it wants a password; set up a key or a credential helper"),
    ("Authentication failed", "the other side does not know us; check key or credential helper"),
    ("Permission denied", "the other side does not know us; check key or credential helper"),
    ("ignored by one of your .gitignore", "the page is ignored by a .gitignore there"),
    ("pre-commit", "a hook of the checkout refuses it"),
)
