"""Reads the sample study's codings from a table that gives them by their words."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from qualcode.errors import BadInputError, QualcodeError
from qualcode.model.codebook.code import Codebook
from qualcode.model.codebook.find import check_usable, find_code
from qualcode.model.coding.coding import CodingEvent, new_id
from qualcode.model.coding.valence import parse_valence
from qualcode.model.moments import after
from qualcode.store.io.durable import check_file_name
from qualcode.store.io.tables import read_table
from qualcode.store.study import Study, now
from qualcode.workbench.coding.locate import PassageFinder

_COLUMNS = ("document", "code", "quote")


def import_quoted_codings(study: Study, coder: str, path: Path) -> int:
    """Add a coder's codings from a table with the columns document, code, quote.

    Columns id, valence and note are optional. Every row is checked before the first is stored, so
    that a wrong row leaves nothing behind. Returns how many were added.

    Raises:
        BadInputError: a column is missing, or a row's document, code, valence or words are not
            to be found; with the row, counted from 1.
    """
    table = read_table(path, _COLUMNS)
    missing = [name for name in _COLUMNS if name not in table.headings]
    if missing:
        raise BadInputError(f"no column {', '.join(missing)}", where=f"{path.name}:1")
    at = study.latest_moment(check_file_name(coder, "coder"))
    texts, book = PassageFinder(study), study.usable_codebook()
    events: dict[str, list[CodingEvent]] = defaultdict(list)
    for number, row in table.records():
        try:
            at = after(now(), [at])
            document, event = _event(texts, book, row, at)
        except (QualcodeError, ValueError) as error:
            raise BadInputError(str(error), where=f"{path.name}:{number}") from None
        events[document].append(event)
    for document, made in events.items():
        study.append(coder, document, made)
    return sum(map(len, events.values()))


def _event(
    texts: PassageFinder, book: Codebook, row: dict[str, str], at: str
) -> tuple[str, CodingEvent]:
    code = check_usable(find_code(book, row["code"].strip()))
    document_id = row["document"].strip()
    document, _ = texts.open_document(document_id)
    start, end = texts.quote(document_id, row["quote"])
    return document_id, CodingEvent(
        id=row.get("id", "").strip() or new_id(),
        op="add",
        code=code.id,
        start=start,
        end=end,
        sha256=document.sha256,
        at=at,
        valence=parse_valence(row.get("valence", "")),
        note=row.get("note", "").strip(),
        definition=code.digest,
    )
