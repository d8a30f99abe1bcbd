"""Recognises files that are not here, or not all of them: what stands for them, or came so far."""

from __future__ import annotations

from pathlib import Path

from qualcode.errors import BadInputError

_ZIPPED = frozenset({".docx", ".odt", ".xlsx", ".ods"})
#: The record at the end of a zip, and how far before the end of the file it begins at most.
_END_OF_ZIP = b"PK\x05\x06"
_FAR = 66_000
_POINTERS = (
    (b"version https://git-lfs.github.com/spec/", "Git LFS", "Fetch the file itself: git lfs pull"),
    (b"version https://hawser.github.com/spec/", "Git LFS", "Fetch the file itself: git lfs pull"),
    (b"/annex/objects/", "git-annex", "Fetch the file itself: git annex get"),
)
#: A file that a Mac writes beside another on a disk of another system.
_APPLE_DOUBLE = b"\x00\x05\x16\x07"


def refuse_stand_ins(data: bytes, name: str) -> None:
    """Raise BadInputError if bytes stand for a file that is elsewhere, or are a part of one."""
    if not data.strip(b"\0"):
        raise BadInputError(
            f"holds {len(data):,} zero bytes and no more: it is still in the cloud, or was cut off",
            where=name,
            mend="Make it available offline (“Always keep on this device”), or copy it again",
        )
    for start, what, mend in _POINTERS:
        if data.startswith(start):
            raise BadInputError(f"is a pointer of {what} to the file", where=name, mend=mend)
    if name.startswith("~$") or data.startswith(_APPLE_DOUBLE):
        raise BadInputError(
            "is what a program keeps beside the document of that name", where=name,
            mend="Import the document itself",
        )  # fmt: skip
    zipped = data.startswith(b"PK\x03\x04") and Path(name).suffix.lower() in _ZIPPED
    if zipped and _END_OF_ZIP not in data[-_FAR:]:
        raise BadInputError(
            f"is cut off: its end is missing after {len(data):,} bytes",
            where=name,
            mend="Copy or download it again, whole",
        )
