"""Standard scores: values in standard deviations above their mean, to make them comparable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


class Standard:
    """The mean and spread of each column of some values, shape (rows, columns)."""

    def __init__(self, values: Array) -> None:
        import numpy as np

        spread = values.std(axis=0)
        self._mean = values.mean(axis=0)
        self._spread = np.where(spread > 1e-9, spread, 1.0)

    def of(self, values: Array) -> Array:
        """Return these or other values in standard deviations above the mean."""
        shown: Array = (values - self._mean) / self._spread
        return shown
