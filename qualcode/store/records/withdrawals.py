"""Receipts of withdrawals: what was removed of a case, as numbers and digests, without words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError
from qualcode.model.case import valid_case_id
from qualcode.store.conflict_copies import own_files
from qualcode.store.io.durable import check_digest, check_file_name
from qualcode.store.io.plain_files import plain_bytes

FOLDER = "withdrawals"


class GoneDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document that was removed: its id, and the digests of its text and original file.

    ``said`` holds the stretches of that text that the case said, in Unicode code points, half-open;
    receipts of earlier versions have none.
    """

    id: str
    sha256: str
    source_sha256: str
    said: tuple[tuple[int, int], ...] = ()


class CutDocument(msgspec.Struct, frozen=True):
    """A document from which the case's turns were removed: their stretches in ``before``.

    Offsets are Unicode code points, half-open.
    """

    id: str
    before: str
    after: str
    removed: tuple[tuple[int, int], ...]
    source_sha256: str = ""


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """One case's withdrawal. ``finished`` is empty while it is under way, or if interrupted.

    ``texts`` are digests of texts that held the case's words, ``files`` of files received.
    ``called`` are digests of the case's real names, which only who has their text can compare.
    ``looked`` counts the files that were looked into by their kind, ``unread`` those that could not
    be by their ending, on the machine of the last withdrawal; ``unseen`` counts documents whose
    text was not there.
    """

    case: str
    begun: str
    by: str = ""
    finished: str = ""
    gone: tuple[GoneDocument, ...] = ()
    cut: tuple[CutDocument, ...] = ()
    texts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    looked: dict[str, int] = {}
    unread: dict[str, int] = {}
    unseen: int = 0


def receipt_path(root: Path, case: str) -> Path:
    """Return the path of a case's receipt."""
    return root / FOLDER / f"{case}.json"


def read_receipt(root: Path, case: str) -> Receipt | None:
    """Return a case's receipt, ``None`` if it was never withdrawn.

    Raises:
        BadInputError: it cannot be read.
    """
    path = receipt_path(root, case)
    if not path.exists():
        return None
    try:
        receipt = msgspec.json.decode(plain_bytes(path), type=Receipt)
        _check(receipt, case)
    except (msgspec.DecodeError, UnicodeDecodeError, OSError, BadInputError) as error:
        raise BadInputError(
            f"not a receipt ({error})",
            where=f"{FOLDER}/{path.name}",
            mend="Restore it with git; if it came from others, ask them. It is not acted on",
        ) from None
    return receipt


def _check(receipt: Receipt, case: str) -> None:
    """Raise BadInputError if a receipt could lead to anything but files of its study."""
    if receipt.case != case or not valid_case_id(case):
        raise BadInputError(f"it is of case {receipt.case!r}")
    for document in [one.id for one in receipt.gone] + [one.id for one in receipt.cut]:
        check_file_name(document, "document")
    digests = [d for one in receipt.gone for d in (one.sha256, one.source_sha256)]
    digests += [d for one in receipt.cut for d in (one.before, one.after, one.source_sha256)]
    for digest in (*digests, *receipt.texts, *receipt.files):
        if digest:
            check_digest(digest)


def receipt_file(root: Path, receipt: Receipt) -> tuple[Path, bytes]:
    """Return a receipt's path and its readable contents."""
    data = msgspec.json.format(msgspec.json.encode(receipt), indent=2)
    return receipt_path(root, receipt.case), data + b"\n"


def with_another_id(receipt: Receipt, document: str, to: str) -> Receipt:
    """Return a receipt that knows a document which was cut by its new id.

    What went whole is no document any more: of that id there may be another since.
    """
    cut = tuple(
        msgspec.structs.replace(one, id=to) if one.id == document else one for one in receipt.cut
    )
    return msgspec.structs.replace(receipt, cut=cut)


def readable_receipts(root: Path) -> Iterator[Receipt]:
    """Yield the receipts that can be read; ``check`` reports the others."""
    for case in withdrawn_cases(root):
        with contextlib.suppress(BadInputError):
            if (receipt := read_receipt(root, case)) is not None:
                yield receipt


def withdrawn_cases(root: Path) -> list[str]:
    """Return the ids of the cases that were withdrawn, sorted; none may be used again."""
    return sorted(path.stem for path in own_files(root, FOLDER, ".json"))


def withdrawn_sources(root: Path) -> dict[str, str]:
    """Map the SHA-256 of each file with a withdrawn case's words to that case."""
    found: dict[str, str] = {}
    for receipt in all_receipts(root):
        found |= {one.source_sha256: receipt.case for one in receipt.gone}
        found |= {one.source_sha256: receipt.case for one in receipt.cut if one.source_sha256}
    return found


def all_receipts(root: Path) -> list[Receipt]:
    """Return every receipt; raises BadInputError if one cannot be read."""
    found = (read_receipt(root, case) for case in withdrawn_cases(root))
    return [receipt for receipt in found if receipt is not None]
