from __future__ import annotations

import inspect
import pickle
from pathlib import Path

import pytest

from briefing import errors
from briefing.errors import BriefingError
from briefing.model import Reason

KINDS = [
    kind
    for kind in vars(errors).values()
    if inspect.isclass(kind) and issubclass(kind, BriefingError)
]
GIVEN = {"reason": Reason.EMPTY, "path": Path("archive"), "drops": ()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_comes_back_from_a_worker_as_it_was(kind: type[BriefingError]) -> None:
    own = "__init__" in vars(kind)
    known = inspect.signature(kind.__init__).parameters.values() if own else ()
    needed = [one for one in known if one.default is one.empty and one.name not in {"self"}]
    named = {
        one.name: GIVEN.get(one.name, one.name) for one in needed if one.kind != one.VAR_POSITIONAL
    }
    error = kind(**named) if named else kind("what is wrong")

    again = pickle.loads(pickle.dumps(error))

    assert type(again) is kind
    assert (str(again), again.__dict__) == (str(error), error.__dict__)
