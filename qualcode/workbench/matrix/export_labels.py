"""Replaces ids by labels in exports, since an id reveals its time and so the transcript."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace

from qualcode.errors import StudyError
from qualcode.model.matrix.matrix import Cell, Matrix, Quotation
from qualcode.store.folder_map import EXPORT_KEY
from qualcode.store.io.durable import write_atomic
from qualcode.store.study import Study

#: In ``.qualcode``, so that two exports of one state agree, and nobody else can find the order.
_LENGTH = 64


def without_ids(study: Study, matrix: Matrix) -> Matrix:
    """Return a matrix whose codings have labels of this export, in random order.

    Quotations are Q1, Q2 …, other codings C1, C2 …; on this machine labels stay the same as long as
    the codings do. Ids, documents and places are removed, and their order as well.
    """
    key = _key(study)
    quoted = {q.coding for cell in matrix.cells for q in cell.quotations}
    every = {one for cell in matrix.cells for one in (*cell.codings, *cell.linked)} | quoted
    every |= {change.coding for cell in matrix.cells for change in cell.changes if change.coding}
    shuffled = sorted(every, key=lambda one: _keyed(key, one))
    numbers = {"Q": 0, "C": 0}
    labels: dict[str, str] = {}
    for one in shuffled:
        kind = "Q" if one in quoted else "C"
        numbers[kind] += 1
        labels[one] = f"{kind}{numbers[kind]}"
    cells = tuple(_cell(cell, labels, seal(study, cell.codings)) for cell in matrix.cells)
    return replace(matrix, cells=cells, has_ids=False)


def _cell(cell: Cell, labels: Mapping[str, str], sealed: str) -> Cell:
    if not (cell.codings or cell.quotations or cell.linked or cell.changes):
        return cell
    quotations = [_quotation(one, labels[one.coding]) for one in cell.quotations]
    if not any(one.chosen for one in quotations):
        # Quotations that nobody chose stand transcript by transcript.
        quotations.sort(key=lambda one: _place(one.coding))
    return replace(
        cell,
        codings=_labelled(cell.codings, labels),
        linked=_labelled(cell.linked, labels),
        quotations=tuple(quotations),
        changes=tuple(
            replace(one, coding=labels.get(one.coding, ""), document="", start=0, end=0)
            for one in cell.changes
        ),
        seal=sealed,
    )


def _quotation(one: Quotation, label: str) -> Quotation:
    return replace(one, coding=label, document="", start=0, end=0, person="", form="")


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
            # If it cannot be stored, another export has other labels.
            with contextlib.suppress(StudyError):
                write_atomic(path, key.decode() + "\n")
        _made[name] = key
    return _made[name]
