"""Looks for canaries in files, whatever they are packed in; says what it could not look into.

It is written to be independent of what it checks: it uses no reader of the study's.
"""

from __future__ import annotations

import bz2
import gzip
import html
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.workbench.proof.canaries import Canary

#: So many words in a row are somebody's, as in the check before a commit.
RUN = 8
#: What stands for a run of them.
SAID = Canary(f"{RUN} words in a row that somebody said", "words")
_WORD = re.compile(r"[^\W_]+")
_DEPTH = 5
#: Of a part of a file only so many bytes are looked at.
MOST = 200_000_000
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".ttf", ".otf", ".woff2"})
_CLOSED = {b"%PDF": "PDF", b"7z\xbc\xaf": "7z", b"Rar!": "rar", b"\xd0\xcf\x11\xe0": "old Office"}
_TAG = re.compile(rb"<[^<>]{0,4000}>")
_ESCAPED = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|[nrt\"])")


@dataclass
class Looked:
    """What was looked through: files, parts in them, bytes; and what was not."""

    files: int = 0
    parts: int = 0
    size: int = 0
    closed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Hit:
    """A canary in a file; ``part`` is where in it."""

    canary: Canary
    path: str
    part: str = ""


class Search:
    """Looks for some canaries, and counts what it looked through."""

    def __init__(self, canaries: Sequence[Canary], said: Collection[int] = ()) -> None:
        """``said`` are runs of words that must not stand anywhere: see ``runs_of``."""
        self.looked = Looked()
        self._said = said
        self._forms = [(one, _forms(one.word)) for one in canaries]

    def file(self, path: Path, name: str) -> list[Hit]:
        """Return what is in a file, its name included; raises OSError if it cannot be read."""
        self.looked.files += 1
        with path.open("rb") as file:
            data = file.read(MOST)
        return [*self._in(name.encode(), name, "its name"), *self.data(data, name)]

    def data(self, data: bytes, name: str, part: str = "", depth: int = 0) -> list[Hit]:
        """Return what is in the contents of a file, or of a part of one."""
        self.looked.parts += 1
        self.looked.size += len(data)
        found = [hit for form in _read(data) for hit in self._in(form, name, part)]
        for kind in (kind for mark, kind in _CLOSED.items() if data.startswith(mark)):
            self.looked.closed.append(f"{_joined(name, part)} ({kind})")
        if Path(part or name).suffix.lower() in _PICTURES:
            self.looked.closed.append(
                f"{_joined(name, part)} (as a picture; what it says was read)"
            )
        if depth < _DEPTH:
            for inner, held in self._unpacked(data, _joined(name, part)):
                found += self._in(inner.encode(), name, _joined(part, inner))
                found += self.data(held, name, _joined(part, inner), depth + 1)
        return list(dict.fromkeys(found))

    def _in(self, data: bytes, name: str, part: str) -> Iterator[Hit]:
        folded = data.lower()
        for canary, forms in self._forms:
            if any(form in folded for form in forms):
                yield Hit(canary, name, part)
        if self._said and any(run in self._said for text in _texts(data) for run in runs_of(text)):
            yield Hit(SAID, name, part)

    def _unpacked(self, data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
        try:
            yield from _parts(data)
        except (OSError, EOFError, RuntimeError, NotImplementedError, ValueError, zlib.error,
                lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile):  # fmt: skip
            self.looked.closed.append(f"{name} (damaged or locked)")


def _texts(data: bytes) -> Iterator[str]:
    if b"\0" not in data[:1000]:
        yield data.decode("utf-8", "replace")
        return
    for encoding in ("utf-16-le", "utf-16-be"):
        yield data.decode(encoding, "replace")


def runs_of(text: str) -> Iterator[int]:
    """Yield a number for each run of eight words in a text, the same in one process only."""
    words = [m[0].casefold() for m in _WORD.finditer(text)]
    return (hash(tuple(words[at : at + RUN])) for at in range(len(words) - RUN + 1))


def _joined(*parts: str) -> str:
    return " › ".join(filter(None, parts))


def _forms(word: str) -> tuple[bytes, ...]:
    return word.encode("utf-8"), word.encode("utf-16-le"), word.encode("utf-16-be")


def _read(data: bytes) -> Iterator[bytes]:
    """Yield contents as they are, and as a program that shows them would read them."""
    yield data
    if b"<" in data and b">" in data and b"\0" not in data[:1000]:
        yield html.unescape(_TAG.sub(b"", data).decode("utf-8", "replace")).encode()
    if b"\\" in data:
        yield _ESCAPED.sub(_unescaped, data)


def _unescaped(escape: re.Match[bytes]) -> bytes:
    return chr(int(escape[1], 16)).encode("utf-8", "replace") if escape[1] else b" "


def _parts(data: bytes) -> Iterable[tuple[str, bytes]]:
    if data.startswith(b"PK\x03\x04"):
        return _of_zip(data)
    if data.startswith(b"\x89PNG"):
        return _of_png(data)
    if data.startswith(b"\x1f\x8b"):
        return [("unpacked", gzip.GzipFile(fileobj=io.BytesIO(data)).read(MOST))]
    if data.startswith(b"BZh"):
        return [("unpacked", bz2.BZ2File(io.BytesIO(data)).read(MOST))]
    if data.startswith(b"\xfd7zXZ"):
        return [("unpacked", lzma.LZMAFile(io.BytesIO(data)).read(MOST))]
    if data[257:262] == b"ustar":
        return _of_tar(data)
    return ()


def _of_zip(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        yield "what is said of the whole", packed.comment
        for one in packed.infolist():
            with packed.open(one) as file:
                yield one.filename, file.read(MOST) + one.comment + one.extra


def _of_tar(data: bytes) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(data)) as packed:
        for one in packed:
            file = packed.extractfile(one) if one.isfile() else None
            said = f"{one.uname} {one.gname} {one.linkname}".encode()
            yield one.name, said + (file.read(MOST) if file else b"")


def _of_png(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the chunks of a picture that hold text, unpacked."""
    at = 8
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        held = data[at + 8 : at + 8 + size]
        if kind == b"zTXt":
            name, _, packed = held.partition(b"\0")
            yield "zTXt", name + b" " + zlib.decompress(packed[1:])
        elif kind == b"iTXt" and held.partition(b"\0")[2].startswith(b"\1"):
            name, _, rest = held.partition(b"\0")
            yield "iTXt", name + b" " + zlib.decompress(rest[2:].split(b"\0", 2)[2])
        at += 12 + size
