"""From the setting `run.engine` to an engine, imported at first use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from os import cpu_count

from briefing.engines.contract import Engine, Lost, Result, Task
from briefing.errors import EngineError

SERIAL, LOCAL, DASK = "serial", "local", "dask"
ADDRESS = "dask://"
_NEEDED = {LOCAL: ("joblib", "scale"), DASK: ("distributed", "cluster")}


@contextmanager
def open_engine(name: str, *, workers: int = 0) -> Iterator[Engine]:
    """Start an engine, and end it; 0 workers are as many as there are processors.

    Raises:
        EngineError: its package is not installed, or its scheduler does not answer.
    """
    kind = DASK if name.startswith(ADDRESS) else name
    if kind == SERIAL:
        yield Serial()
        return
    package, extra = _NEEDED[kind]
    if find_spec(package) is None:
        raise EngineError(
            name, f"needs {package}, which is not installed: pip install 'briefing-desk[{extra}]'"
        )
    count = workers or cpu_count() or 1
    if kind == LOCAL:
        from briefing.engines.local import Local  # noqa: PLC0415 - joblib

        yield Local(count)
        return
    from briefing.engines.cluster import cluster  # noqa: PLC0415 - Dask

    with cluster(name.removeprefix(ADDRESS) if kind != name else "", workers=count) as engine:
        yield engine


class Serial:
    """The function, one task after the other, in this process."""

    workers = 1

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | Lost]]:
        """Give each task with its result, in order."""
        for task in tasks:
            yield task, function(task)
