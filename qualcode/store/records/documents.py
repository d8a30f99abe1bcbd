"""``documents/<doc>.json``: one file per document, one line per turn, so that git shows changes."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError
from qualcode.model.document.document import Document
from qualcode.store.io.durable import check_digest, read_bytes

_decoder = msgspec.json.Decoder(Document)
_encoder = msgspec.json.Encoder()


def read_document(path: Path) -> Document:
    """Read one document.

    Raises:
        BadInputError: not JSON, not a document, or that of another document; names the file.
    """
    try:
        document = _decoder.decode(read_bytes(path))
        check_digest(document.sha256)
        _check_speakers(document)
    except (msgspec.DecodeError, UnicodeDecodeError, BadInputError) as error:
        raise BadInputError(
            f"not a document ({error})",
            where=f"documents/{path.name}",
            mend="Restore it with git, or import the transcript again",
        ) from None
    if document.id != path.stem:
        raise BadInputError(
            f"says it is document {document.id!r}",
            where=f"documents/{path.name}",
            mend="File name and id must be the same",
        )
    return document


def _check_speakers(document: Document) -> None:
    numbers = [turn.speaker for turn in document.turns]
    if numbers and not (min(numbers) >= -1 and max(numbers) < len(document.speakers)):
        raise BadInputError("a turn is of a speaker who is not listed")


def document_in(data: bytes) -> Document:
    """Return the document in a file's bytes; raises BadInputError if there is none."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInputError(f"not a document ({error})", mend="Restore it with git") from None


def with_another_id(document: Document, to: str) -> Document:
    """Return a document under another id; a title that was the id is the new one."""
    title = to if document.title == document.id else document.title
    return msgspec.structs.replace(document, id=to, title=title)


def document_text(document: Document) -> str:
    """Return the text of a document's JSON file."""
    plain = msgspec.to_builtins(document)
    turns = plain.pop("turns")
    speakers = plain.pop("speakers")
    times = plain.pop("times")
    if not document.kind:
        del plain["kind"]
    head = json.dumps(plain, ensure_ascii=False, indent=2)[:-2]
    timed = f',\n  "times": {_rows(times)}' if times else ""
    rows = f'"speakers": {_rows(speakers)},\n  "turns": {_rows(turns)}'
    return f"{head},\n  {rows}{timed}\n}}\n"


def _rows(rows: list[object]) -> str:
    if not rows:
        return "[]"
    # A turn a line, encoded by msgspec: a document has hundreds.
    lines = b",\n    ".join(map(_encoder.encode, rows)).decode("utf-8")
    return f"[\n    {lines}\n  ]"
