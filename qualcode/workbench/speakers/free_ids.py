"""Proposes ids that no document of a study has or had, a different one for each document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from itertools import count
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.store.folder_map import DOCUMENTS
from qualcode.store.records.withdrawals import all_receipts


class FreeIds:
    """Gives each document that needs another id one that is free, such as ``doc-001``."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._given: dict[str, str] = {}

    def instead_of(self, document: str) -> str:
        """Return the id to propose for a document, the same whenever it is asked."""
        if document not in self._given:
            self._given[document] = next(self._free)
        return self._given[document]

    @cached_property
    def _free(self) -> Iterator[str]:
        folder = self._root / DOCUMENTS.folder
        there = {path.stem.lower() for path in folder.glob("*.json")}
        # ``check`` reports receipts that cannot be read.
        with suppress(QualcodeError):
            there |= {one.id for receipt in all_receipts(self._root) for one in receipt.gone}
        return (made for n in count(1) if (made := f"doc-{n:03}") not in there)
