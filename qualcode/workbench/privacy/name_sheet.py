"""Deciding about names in a spreadsheet: writes the sheet, and takes the answers over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualcode.errors import BadInputError, QualcodeError
from qualcode.store.io.tables import ReadTable
from qualcode.store.study import Study
from qualcode.workbench.privacy.names import NameTable

if TYPE_CHECKING:
    from qualcode.nlp.names.finder import Candidate

COLUMNS = ("accept", "choose", "text", "kind", "form_of", "risk", "how", "count", "context")
_YES = ("yes", "y", "x", "ie", "accept")
_NO = ("no", "n", "keep", "na")


def take_sheet(study: Study, sheet: ReadTable, where: str) -> tuple[int, int]:
    """Take over a sheet that a person filled in; return how many were accepted and kept.

    "yes" under ``accept`` accepts a string, with the replacement under ``choose`` if there is one;
    "no" keeps it as it is; a row without either is left for later. ``form_of`` makes it a form of
    that name.

    Raises:
        BadInputError: a row is wrong; with its line. Rows before it are taken.
    """
    if not {"text", "accept"} <= set(sheet.headings):
        raise BadInputError(
            "no columns text and accept", where=where, mend="Make one: qualcode names sheet FILE"
        )
    table = NameTable(study)
    accepted = kept = 0
    for line, row in sheet.records():
        answer = row["accept"].casefold()
        if not row["text"] or not answer:
            continue
        try:
            if answer not in (*_YES, *_NO):
                raise BadInputError(f"{answer!r} under accept", mend="Write yes or no")
            if answer in _NO:
                table.keep(row["text"])
                kept += 1
                continue
            if row.get("form_of") and table.find(row["form_of"]):
                table.same_as(row["text"], row["form_of"])
            else:
                also = [row["form_of"]] if row.get("form_of") else []
                table.accept(row["text"], row.get("kind", ""), row.get("choose", ""), also)
            accepted += 1
        except QualcodeError as error:
            raise BadInputError(str(error), where=f"{where}:{line}") from None
    return accepted, kept


def sheet_rows(found: Iterable[Candidate]) -> list[tuple[str, ...]]:
    """Return the rows of a sheet to be filled in, a heading first: accept yes or no, choose "[…]".

    "choose" is filled for forms of a name that has a replacement; a person fills in "accept".
    """
    rows: list[tuple[str, ...]] = [COLUMNS]
    risks = {3: "high", 2: "medium", 1: "low"}
    for c in found:
        if c.how == "listed" and c.of and c.of.replacement:
            continue
        context = " | ".join(f"{d}: {b}«{c.text}»{a}" for d, b, a in c.contexts)
        form_of = c.of.name if c.of and c.of.name != c.text else ""
        rows.append(("", c.of.replacement if c.of else "", c.text, c.kind, form_of, risks[c.risk],
                     c.how, str(c.count), context))  # fmt: skip
    return rows
