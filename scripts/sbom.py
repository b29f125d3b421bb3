"""Write a bill of materials: what a wheel of ours brings along, as `requirements/run.lock` pins it.

    python scripts/sbom.py [FILE]      CycloneDX 1.6 as JSON; without FILE, to standard output

The same lock gives the same bytes: there is no time and no random number in it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements" / "run.lock"

_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<when>[^\\]+?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:(?P<digest>[0-9a-f]{64})")


def bill(lock: str, *, version: str) -> Mapping[str, object]:
    """Make the bill from the text of a lock, for that version of briefing."""
    ours = {"type": "application", "bom-ref": "briefing-desk", "name": "briefing-desk"}
    components = list(_components(lock))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**ours, "version": version}},
        "components": components,
        "dependencies": [
            {"ref": "briefing-desk", "dependsOn": [one["bom-ref"] for one in components]}
        ],
    }


def _components(lock: str) -> Iterator[dict[str, object]]:
    for pin, digests in _pins(lock):
        name, version = pin["name"], pin["version"]
        purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
        files = [
            {
                "type": "distribution",
                "url": f"https://pypi.org/project/{name}/{version}/#files",
                "hashes": [{"alg": "SHA-256", "content": digest}],
            }
            for digest in digests
        ]
        found: dict[str, object] = {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            "externalReferences": files,
        }
        if pin["when"]:
            found["properties"] = [{"name": "briefing:only-where", "value": pin["when"]}]
        yield found


def _pins(lock: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Give each pinned package with the digests of its files.

    Raises:
        ValueError: a line is neither, or a package has no digest.
    """
    pin: re.Match[str] | None = None
    digests: list[str] = []
    for line in (*filter(str.strip, lock.splitlines()), None):
        if line is not None and (found := _HASH.search(line)):
            digests.append(found["digest"])
            continue
        if pin:
            if not digests:
                raise ValueError(f"{pin['name']}: no hash in the lock")
            yield pin, digests
        pin, digests = None, []
        if line is not None:
            pin = _PIN.match(line)
            if not pin:
                raise ValueError(f"no pinned package: {line!r}")


def main() -> None:
    """Write the bill."""
    about = (ROOT / "briefing" / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r'__version__ = "([^"]+)"', about)
    assert version, "briefing/__init__.py names no version"  # noqa: S101
    made = bill(LOCK.read_text(encoding="utf-8"), version=version[1])
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
