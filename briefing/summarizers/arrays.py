"""Arrays of numbers, as the summarizers share them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def totals(places: Integers, values: Floats, size: int) -> Floats:
    """Add up the values that belong to each place below `size`."""
    return np.bincount(places, values, size).astype(np.float64, copy=False)
