"""Finds quickly which of many long texts may hold one of some runs of words; misses none.

Each run of words in a text is turned into a number, all runs at once, and looked up among the
numbers of the wanted runs. Texts are bytes as ``verbatim.apart`` makes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

#: An odd number, since numbers wrap at 64 bits and it must be possible to divide by it.
_BASE = 0x9E3779B97F4A7C15
_BITS = 20


class Sieve:
    """Tests quickly whether a text may hold one of the wanted runs of ``size`` words.

    Raises:
        ImportError: numpy, which comes with the extras, is not installed.
    """

    def __init__(self, wanted: Iterable[bytes], size: int) -> None:
        # Imported here: it is heavy, and not needed for few texts.
        import numpy as np

        self._np = np
        self._size = size
        self._powers = self._inverse = np.ones(1, np.uint64)
        self._wanted = np.unique(np.concatenate([self._numbers(one) for one in wanted]))
        self._there = np.zeros(1 << _BITS, bool)
        self._there[self._places(self._wanted)] = True

    def lets_through(self, text: bytes) -> bool:
        """Return whether a text may hold a wanted run; False is always right."""
        numbers = self._numbers(text)
        numbers = numbers[self._there[self._places(numbers)]]
        if not len(numbers):
            return False
        at = self._np.searchsorted(self._wanted, numbers).clip(max=len(self._wanted) - 1)
        return bool((self._wanted[at] == numbers).any())

    def _places(self, numbers: Any) -> Any:
        return numbers >> self._np.uint64(64 - _BITS)

    def _numbers(self, text: bytes) -> Any:
        """Return a number for each run of words in a text, computed from the letters of the run."""
        np = self._np
        signs = np.frombuffer(text, np.uint8)
        is_letter = signs > 32
        letters = signs[is_letter].astype(np.uint64)
        begins = np.flatnonzero(is_letter & np.concatenate([[True], ~is_letter[:-1]])[: len(signs)])
        if len(begins) < self._size:
            return np.zeros(0, np.uint64)
        self._grow(len(letters))
        at = np.append(np.cumsum(is_letter)[begins] - 1, len(letters))
        sums = np.zeros(len(letters) + 1, np.uint64)
        np.cumsum(letters * self._powers[: len(letters)], out=sums[1:])
        first, after = at[: -self._size], at[self._size :]
        return (sums[after] - sums[first]) * self._inverse[first]

    def _grow(self, size: int) -> None:
        np = self._np
        if len(self._powers) >= size:
            return
        bases = (np.uint64(_BASE), np.uint64(pow(_BASE, -1, 1 << 64)))
        self._powers, self._inverse = (
            np.cumprod(np.concatenate([[np.uint64(1)], np.full(2 * size, base)])) for base in bases
        )
