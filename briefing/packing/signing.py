"""Sign a manifest, and check a signature, with the `ssh-keygen` of OpenSSH."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from briefing.errors import PackError

NAMESPACE = "briefing-pack"  # a signature of this key for something else does not count
_PATIENCE_S = 60


class MissingToolError(Exception):
    """There is no `ssh-keygen` on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a signature fits, whose it is, and whether that one is among the signers."""

    is_good: bool
    signer: str
    is_known: bool


def sign(manifest: bytes, key: Path, *, pack: Path) -> bytes:
    """Sign a manifest with a private key of SSH, or with a public one that an agent holds.

    Raises:
        PackError: there is no `ssh-keygen`, or it cannot sign with that key.
    """
    try:
        done = _run(["-Y", "sign", "-n", NAMESPACE, "-f", str(key)], manifest)
    except MissingToolError as error:
        raise PackError(pack, f"cannot be signed: {error}") from error
    if done.returncode:
        raise PackError(pack, f"cannot be signed with {key}: {_told(done)}")
    return done.stdout


def check(manifest: bytes, signature: bytes, *, signers: Path | None) -> Verdict:
    """Check a signature; `signers` is a list of those who may sign, as `ssh-keygen(1)` has it.

    Raises:
        MissingToolError: there is no `ssh-keygen`.
    """
    with TemporaryDirectory(prefix="briefing-") as folder:
        file = Path(folder, "signature")
        file.write_bytes(signature)
        given = ["-n", NAMESPACE, "-s", str(file)]
        alone = _run(["-Y", "check-novalidate", *given], manifest)
        if alone.returncode:
            return Verdict(is_good=False, signer=_told(alone), is_known=False)
        signer = _told(alone).rpartition(" key ")[2]
        if signers is None:
            return Verdict(is_good=True, signer=signer, is_known=False)
        found = _run(["-Y", "find-principals", "-s", str(file), "-f", str(signers)], b"")
        for name in found.stdout.decode("utf-8", "replace").splitlines():
            known = _run(["-Y", "verify", *given, "-f", str(signers), "-I", name], manifest)
            if not known.returncode:
                return Verdict(is_good=True, signer=name, is_known=True)
    return Verdict(is_good=True, signer=signer, is_known=False)


def _run(words: list[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
    tool = shutil.which("ssh-keygen")
    if tool is None:
        raise MissingToolError("ssh-keygen of OpenSSH is not on this machine")
    return subprocess.run(  # noqa: S603  # no shell; paths are words of their own
        [tool, *words], input=given, capture_output=True, check=False, timeout=_PATIENCE_S
    )


def _told(done: subprocess.CompletedProcess[bytes]) -> str:
    said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
    return said.splitlines()[-1] if said else f"status {done.returncode}"
