"""Reads the sample study's codings from a table that gives them by their words."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from pathlib import Path

from qualcode.errors import BadInputError, QualcodeError
from qualcode.model.codebook.find import check_usable, find_code
from qualcode.model.coding.coding import CodingEvent, new_id
from qualcode.model.coding.valence import parse_valence
from qualcode.store.io.durable import read_text
from qualcode.store.study import Study
from qualcode.workbench.coding.coder import CodingDesk

_COLUMNS = ("document", "code", "quote")


def import_quoted_codings(study: Study, coder: str, path: Path) -> int:
    """Add a coder's codings from a table with the columns document, code, quote.

    Columns id, valence and note are optional. Every row is checked before the first is stored, so
    that a wrong row leaves nothing behind. Returns how many were added.

    Raises:
        BadInputError: a column is missing, or a row's document, code, valence or words are not
            to be found; with the row, counted from 1.
    """
    rows = csv.DictReader(io.StringIO(read_text(path)))
    missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise BadInputError(f"no column {', '.join(missing)}", where=f"{path.name}:1")
    desk = CodingDesk(study, coder)
    events: dict[str, list[CodingEvent]] = defaultdict(list)
    for number, row in enumerate(rows, 2):
        try:
            document, event = _event(desk, {k: v or "" for k, v in row.items() if k})
        except (QualcodeError, ValueError) as error:
            raise BadInputError(str(error), where=f"{path.name}:{number}") from None
        events[document].append(event)
    for document, made in events.items():
        desk.add_many(document, made)
    return sum(map(len, events.values()))


def _event(desk: CodingDesk, row: dict[str, str]) -> tuple[str, CodingEvent]:
    code = check_usable(find_code(desk.codebook, row["code"].strip()))
    document_id = row["document"].strip()
    document, _ = desk.open_document(document_id)
    start, end = desk.quote(document_id, row["quote"])
    return document_id, CodingEvent(
        id=row.get("id", "").strip() or new_id(),
        op="add",
        code=code.id,
        start=start,
        end=end,
        sha256=document.sha256,
        at=desk.moment(),
        valence=parse_valence(row.get("valence", "")),
        note=row.get("note", "").strip(),
        definition=code.digest,
    )
