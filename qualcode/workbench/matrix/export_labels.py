"""Replaces ids by labels in exports, since an id reveals its time and so the transcript."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import random
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace

from qualcode.errors import StudyError
from qualcode.model.matrix.matrix import Cell, Matrix, Quotation
from qualcode.store.folder_map import EXPORT_KEY
from qualcode.store.io.durable import write_atomic
from qualcode.store.study import Study

#: In ``.qualcode``: what seals are made with, so that nobody else can try ids against them.
_LENGTH = 64


def without_ids(
    study: Study, matrix: Matrix, *, chance: random.Random | None = None
) -> tuple[Matrix, dict[str, str]]:
    """Return a matrix whose codings have labels of this export, and the quotations' codings.

    Quotations are Q1, Q2 …, other codings C1, C2 …, dealt by chance, anew for each export. Ids,
    documents and places are removed, and their order as well; in an export for outsiders the order
    of quotations too. The second value gives the id of the coding for each Q.
    """
    quoted = {q.coding for cell in matrix.cells for q in cell.quotations}
    every = {one for cell in matrix.cells for one in (*cell.codings, *cell.linked)} | quoted
    every |= {change.coding for cell in matrix.cells for change in cell.changes if change.coding}
    people = {q.person for cell in matrix.cells for q in cell.quotations}
    dealing = _Dealing(chance or random.SystemRandom(), every, quoted, people)
    cells = tuple(
        dealing.cell(cell, ordered=not matrix.is_final,
                     sealed="" if matrix.is_final else seal(study, cell.codings))
        for cell in matrix.cells
    )  # fmt: skip
    made = replace(matrix, cells=cells, has_ids=False)
    key = {dealing.labels[one]: one for one in quoted}
    return made, dict(sorted(key.items(), key=lambda one: _place(one[0])))


class _Dealing:
    """Deals labels to codings, and opaque names to people, in an order of chance."""

    def __init__(
        self, chance: random.Random, every: set[str], quoted: set[str], people: set[str]
    ) -> None:
        # Sorted first, since the order of a set may follow that in which it was filled.
        shuffled = sorted(every)
        chance.shuffle(shuffled)
        numbers = {"Q": 0, "C": 0}
        self.labels: dict[str, str] = {}
        for one in shuffled:
            kind = "Q" if one in quoted else "C"
            numbers[kind] += 1
            self.labels[one] = f"{kind}{numbers[kind]}"
        somebody = sorted(people)
        chance.shuffle(somebody)
        self._people = {one: f"P{number}" for number, one in enumerate(somebody, 1)}

    def cell(self, cell: Cell, *, ordered: bool, sealed: str) -> Cell:
        """Return a cell with labels; not ``ordered``, its quotations too are in order of chance."""
        if not (cell.codings or cell.quotations or cell.linked or cell.changes):
            return cell
        quotations = list(map(self._quotation, cell.quotations))
        if not ordered or not any(one.chosen for one in quotations):
            # They stand transcript by transcript, or in the order in which they were chosen, which
            # is often the same.
            quotations.sort(key=lambda one: _place(one.coding))
        return replace(
            cell,
            codings=_labelled(cell.codings, self.labels),
            linked=_labelled(cell.linked, self.labels),
            quotations=tuple(quotations),
            changes=tuple(
                replace(one, coding=self.labels.get(one.coding, ""), document="", start=0, end=0)
                for one in cell.changes
            ),
            seal=sealed,
        )

    def _quotation(self, one: Quotation) -> Quotation:
        return replace(
            one, coding=self.labels[one.coding], document="", start=0, end=0,
            person=self._people[one.person], form="", signed_by=(), findings=(),
        )  # fmt: skip


def _labelled(ids: Iterable[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted((labels[one] for one in ids), key=_place))


def _place(label: str) -> tuple[bool, int]:
    return label[0] != "Q", int(label[1:])


def seal(study: Study, codings: Iterable[str]) -> str:
    """Return a digest of a cell's codings that reveals no id without this machine's key."""
    key = _key(study)
    digest = _keyed(key, "\x1f".join(sorted(codings)))
    return f"{_keyed(key, 'key')[:6]}-{digest[:12]}"


def is_changed(study: Study, sealed: str, codings: Iterable[str]) -> bool | None:
    """Return whether the codings differ from the sealed ones; ``None`` if sealed elsewhere."""
    now = seal(study, codings)
    return now != sealed if now.partition("-")[0] == sealed.partition("-")[0] else None


def _keyed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


_made: dict[str, bytes] = {}


def _key(study: Study) -> bytes:
    path = EXPORT_KEY.at(study.root)
    name = str(path)
    if name not in _made:
        try:
            key = path.read_bytes().strip()
        except OSError:
            key = b""
        if len(key) != _LENGTH:
            key = secrets.token_hex(_LENGTH // 2).encode()
            # If it cannot be stored, an import cannot tell whether codings changed.
            with contextlib.suppress(StudyError):
                write_atomic(path, key.decode() + "\n")
        _made[name] = key
    return _made[name]
