"""The exports made on this machine, and which codings their numbered quotations are."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.errors import NotFoundError
from qualcode.model.problem import Problem
from qualcode.model.table import Table
from qualcode.store.records.export_keys import read_export_keys
from qualcode.store.study import Study

_EXPORTS = ("export", "at", "for", "matrix", "files", "quotations")
_NUMBERS = ("label", "coding", "document", "coder", "code", "start", "end", "here")


def exports_table(study: Study) -> tuple[Table, list[Problem]]:
    """Return one row per export, the newest first, and what could not be read."""
    keys, problems = read_export_keys(study.root)
    rows = [
        (one.name, one.at, one.audience, one.matrix, list(one.files), len(one.quotations))
        for one in reversed(keys)
    ]
    return Table.of(_EXPORTS, rows), problems


def numbers_table(
    study: Study, export: str, labels: Sequence[str] = ()
) -> tuple[Table, list[Problem]]:
    """Return one row per quotation of an export: its number, coding, document and place.

    A coding that was removed since has no place, and is not ``here``.

    Raises:
        NotFoundError: there is no such export, or no such number in it.
    """
    keys, problems = read_export_keys(study.root)
    found = {one.name.casefold(): one for one in keys}.get(export.casefold())
    if found is None:
        listed = ", ".join(one.name for one in keys[-5:]) or "none"
        raise NotFoundError(
            f"no export {export!r} was made on this machine",
            mend=f"The last ones are {listed}; ask who made it, on whose machine the key is",
        )
    numbers = {label.casefold(): label for label in found.quotations}
    for label in labels:
        if label.casefold() not in numbers:
            raise NotFoundError(
                f"the export {found.name} has no quotation {label!r}",
                mend=f"It has {len(numbers)}: qualcode matrix key {found.name}",
            )
    wanted = [numbers[one.casefold()] for one in labels] or list(found.quotations)
    codings = {coding.id: coding for coding in study.codings()}
    rows = []
    for label in wanted:
        name = found.quotations[label]
        one = codings.get(name)
        place = (
            (one.document, one.coder, one.code, one.event.start, one.event.end)
            if one is not None
            else (None, None, None, None, None)
        )
        rows.append((label, name, *place, one is not None))
    return Table.of(_NUMBERS, rows), problems
