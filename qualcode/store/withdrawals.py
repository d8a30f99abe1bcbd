"""Receipts of withdrawals: what of a case went, in numbers and digests, without a word."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError
from qualcode.store.files import write_atomic

FOLDER = "withdrawals"


class GoneDocument(msgspec.Struct, frozen=True):
    """A document that went whole: its id, and the digests of its text and of the file received."""

    id: str
    sha256: str
    source_sha256: str


class CutDocument(msgspec.Struct, frozen=True):
    """A document that lost the case's turns: which stretches of the text ``before`` they were.

    Offsets are Unicode code points, half-open.
    """

    id: str
    before: str
    after: str
    removed: tuple[tuple[int, int], ...]
    source_sha256: str = ""


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """One case's withdrawal. ``finished`` is empty while it is under way, or was cut off."""

    case: str
    begun: str
    by: str = ""
    finished: str = ""
    gone: tuple[GoneDocument, ...] = ()
    cut: tuple[CutDocument, ...] = ()
    texts: tuple[str, ...] = ()
    counts: dict[str, int] = {}


def receipt_path(root: Path, case: str) -> Path:
    """Return where a case's receipt is."""
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
        return msgspec.json.decode(path.read_bytes(), type=Receipt)
    except (msgspec.DecodeError, OSError) as error:
        raise BadInputError(
            f"not a receipt ({error})",
            where=f"{FOLDER}/{path.name}",
            mend="Restore it with git",
        ) from None


def write_receipt(root: Path, receipt: Receipt) -> None:
    """Write a receipt, readable."""
    data = msgspec.json.format(msgspec.json.encode(receipt), indent=2)
    write_atomic(receipt_path(root, receipt.case), data + b"\n")


def withdrawn_cases(root: Path) -> list[str]:
    """Return the ids of the cases that were withdrawn, sorted; none may be used again."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return sorted(p.stem for p in (root / FOLDER).iterdir() if p.suffix == ".json")
    return []


def withdrawn_sources(root: Path) -> dict[str, str]:
    """Return for each file that held a withdrawn case's words its case, by the file's SHA-256."""
    found: dict[str, str] = {}
    for receipt in all_receipts(root):
        found |= {one.source_sha256: receipt.case for one in receipt.gone}
        found |= {one.source_sha256: receipt.case for one in receipt.cut if one.source_sha256}
    return found


def all_receipts(root: Path) -> list[Receipt]:
    """Return every receipt; raises BadInputError if one cannot be read."""
    found = (read_receipt(root, case) for case in withdrawn_cases(root))
    return [receipt for receipt in found if receipt is not None]
