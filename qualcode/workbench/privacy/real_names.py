"""Finds real names in files that git would take, in the parts where a name can be."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from qualcode.errors import QualcodeError
from qualcode.model.personal_names import FoundName, KnownName, NameFinder, words_of
from qualcode.model.problem import Problem
from qualcode.nlp.names.file_names import has_given_name, is_ordinary, with_capitals
from qualcode.store.folder_map import DOCUMENTS, QUOTATIONS, TEMPLATE, folders
from qualcode.store.git.ignore_attributes import REPORT_FORMS
from qualcode.store.io.durable import PART
from qualcode.store.io.plain_files import plain_bytes
from qualcode.store.records.real_names import read_names, real_labels
from qualcode.workbench.speakers.free_ids import FreeIds

#: Folders of a study that git must not take.
PRIVATE = folders("opt-in", "machine")
_NOTE = re.compile(rb'"note"\s*:\s*("(?:[^"\\\n]|\\.)*")')
_STRING = re.compile(rb'"((?:[^"\\\n]|\\.)*)(?:"|\Z)')
#: A feature of a string of several words that an id, a digest or a time never has.
_SEVERAL = re.compile(rb"[ \x80-\xff]|\\[ntu]")
_TITLE = re.compile(rb'"title"\s*:\s*("(?:[^"\\\n]|\\.)*")')
#: A part of a name of no more letters than this is not looked for by itself.
_SHORTEST = 2
#: How much is read of a larger file that is not a log.
_MOST_BYTES = 40_000_000
#: At most this many NUL bytes are slips in a text; a file with more is not text.
_FEW_NULS = 0.002
#: The encoding of Windows programs, for bytes that are not UTF-8.
_ANSI = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(128, 256)}
_MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"),
          (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))  # fmt: skip
#: How much of an Office file is unpacked.
_MOST_UNPACKED = 40_000_000


def no_names() -> Problem:
    """Return the message for a machine without a table of real names."""
    return Problem(
        "note",
        "no-names",
        "private/names.csv",
        "no table of real names is on this machine, so none was looked for",
        "Get it from whoever has it, or make it: qualcode names review",
    )


class Disclosed(NamedTuple):
    """A name in a file: its line from 1 (0 for the file's own name), and what was found."""

    line: int
    found: FoundName


class Disclosure:
    """Searches files that git would take for a study's real names."""

    def __init__(self, root: Path) -> None:
        """Read the private tables.

        Raises:
            BadInputError: a table of names or speakers cannot be read.
        """
        table = read_names(root)
        names = [n for n in table if not n.keep]
        kept = [n for n in table if n.keep]
        known = {words_of(form) for n in [*names, *kept] for form in n.forms}
        labels = [KnownName(label) for label in real_labels(root) if words_of(label) not in known]
        self._kept = {id(n) for n in kept}
        self._finder = NameFinder([*kept, *names, *labels])
        # An id may have one name of several, and has no capitals.
        self._parts = NameFinder([*kept, *names, *labels, *_parts_of(names, labels, kept)])
        self.size = len(names) + len(labels)

    def look(self, name: str, data: bytes) -> Iterator[Disclosed]:
        """Yield the names in a file of the study; ``name`` is its path there, with slashes."""
        is_document = DOCUMENTS.pattern.fullmatch(name) is not None
        for hit in self._find_in_id(name) if is_document else self._find(as_words(name)):
            yield Disclosed(0, hit)
        if is_document and (title := _TITLE.search(data)):
            line = data.count(b"\n", 0, title.start()) + 1
            shown = _read(title[1])
            if shown != DOCUMENTS.keys_of(name)["document"]:
                found = {hit.text for hit in self._find(shown)}
                yield from (
                    Disclosed(line, hit) for hit in self._find_in_id(shown) if hit.text not in found
                )
        for line, text in written_in(name, data):
            for hit in self._find(text):
                yield Disclosed(line + text.count("\n", 0, hit.start), hit)

    def names_in(self, text: str) -> list[str]:
        """Return the real names in a text, as they stand there or as they would be printed."""
        if not self.size:
            return []
        found = self._find(text)
        if not found and (shown := _as_printed(text)) != text:
            found = self._find(shown)
        return [hit.text for hit in found]

    def _find_in_id(self, name: str) -> list[FoundName]:
        """Return the names, and parts of people's names, in an id or a title of a document."""
        found = self._parts.find(with_capitals(name))
        return [hit for hit in found if id(hit.name) not in self._kept]

    def _find(self, text: str) -> list[FoundName]:
        return [hit for hit in self._finder.find(text) if id(hit.name) not in self._kept]


def _parts_of(
    names: Sequence[KnownName], labels: Sequence[KnownName], kept: Sequence[KnownName]
) -> list[KnownName]:
    """Return the parts of people's names that are no words of everyday, nor kept."""
    stay = {word for name in kept for form in name.forms for word in words_of(form)}
    # A label may be what somebody does, in words that are in no list.
    people = [*names, *(one for one in labels if has_given_name(one.name))]
    return [
        KnownName(part, replacement=one.replacement)
        for one in people
        if one.kind == "person" and len(words_of(one.name)) > 1
        for part in words_of(one.name)
        if len(part) > _SHORTEST and part not in stay and not is_ordinary(part)
    ]


def as_words(name: str) -> str:
    """Return a path as words."""
    return re.sub(r"[-_+./]", " ", name)


#: Brackets and Markdown's marks inside a word: "[A]ngharad", "An**gh**arad".
_BRACKETED = re.compile(r"(?<=\w)\[([^\[\]]*)\]|\[([^\[\]]*)\](?=\w)")
_MARKED = re.compile(r"(?<=[^\W_])[*_`~]+(?=[^\W_])")


def _as_printed(text: str) -> str:
    """Return a text without marks that would hide a name from a program but not from a reader."""
    found = _BRACKETED.sub(lambda match: (match[1] or match[2] or "").strip("… "), text)
    return html.unescape(_MARKED.sub("", found))


def written_in(name: str, data: bytes) -> Iterator[tuple[int, str]]:
    """Yield what a person wrote in a file, each with its first line; no numbers and hashes.

    For a coding log these are the notes, for a document title and speakers, for a revision its
    reason, for Office files their text, for other files everything, if it is text.
    """
    if QUOTATIONS.pattern.fullmatch(name):
        yield from _said_of_quotations(data)
    elif name.endswith(".jsonl"):
        yield from _notes(data)
        yield from _sentences(_NOTE.sub(b"", data))
    elif name.startswith(("documents/", "revisions/")) and name.endswith(".json"):
        end = data.find(b'"turns"' if name.startswith("documents/") else b'"kept"')
        end = end if end >= 0 else len(data)
        yield 1, as_text(data[:end])
        # Files that the study writes have numbers there.
        yield from _sentences(data, end)
    elif data[:4] == b"PK\x03\x04":
        yield 1, office_text(data)
    else:
        yield 1, as_text(data[:_MOST_BYTES])


def as_text(data: bytes) -> str:
    """Return the text in a file's bytes, from any program; empty if it is not text.

    Reads UTF-8, UTF-16 and UTF-32 with a byte-order mark or without, and single bytes of Windows.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    nuls = data.count(0)
    if nuls > 1 + len(data) * _FEW_NULS:
        for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            if data[first::2].count(0) > len(data) // 4 and not data[1 - first :: 2].count(0):
                return data.decode(encoding, "replace")
        return ""
    text = data.decode("utf-8", "surrogateescape")
    return text if text.isascii() or data.isascii() else text.translate(_ANSI)


def _sentences(data: bytes, start: int = 0) -> Iterator[tuple[int, str]]:
    """Yield the strings of several words in records, whatever their keys."""
    if not _SEVERAL.search(data, start):
        return
    for number, line in enumerate(data[start:].split(b"\n"), 1 + data.count(b"\n", 0, start)):
        for match in _STRING.finditer(line) if _SEVERAL.search(line) else ():
            if _SEVERAL.search(match[1]):
                yield number, as_text(match[1])


def _said_of_quotations(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield words in brackets, attributions, and why quotations were cleared."""
    # Imported here, since the check before a commit loads little.
    from qualcode.store.records.quotation_log import QuotationEvent

    for line, text in enumerate(data.split(b"\n"), 1):
        try:
            event = msgspec.json.decode(text, type=QuotationEvent)
        except (msgspec.DecodeError, UnicodeDecodeError):
            # Damaged, or of another version: all of it may be words.
            yield line, text.decode("utf-8", "replace")
            continue
        said = [*(cut.instead for cut in event.cuts), event.signed_as, event.why]
        yield line, " · ".join(filter(None, said))


def _read(string: bytes) -> str:
    """Return what a string of JSON says."""
    try:
        return msgspec.json.decode(string, type=str)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return as_text(string)


def _notes(data: bytes) -> Iterator[tuple[int, str]]:
    line, counted = 1, 0
    for match in _NOTE.finditer(data):
        line += data.count(b"\n", counted, match.start())
        counted = match.start()
        yield line, _read(match[1])


def office_text(data: bytes) -> str:
    """Return the words of a Word, Excel or OpenDocument file, one line per paragraph or cell.

    For a very large file, only the first of them.
    """
    import io
    import zipfile

    pieces: list[str] = []
    left = _MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if not entry.filename.endswith(".xml"):
                    continue
                with archive.open(entry) as file:
                    unpacked = file.read(left)
                left -= len(unpacked)
                xml = unpacked.decode("utf-8", "replace")
                xml = re.sub(r"</(?:w:p|text:p|text:h|si|t|v)>", "\n", xml)
                xml = re.sub(r"<w:tab ?/>|<text:tab ?/>", "\t", xml)
                pieces.append(re.sub(r"<[^<>]{0,2000}>", "", xml))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return ""
    return html.unescape("\n".join(pieces))


def check_disclosure(
    root: Path, files: Sequence[str], free: FreeIds | None = None
) -> Iterator[Problem]:
    """Check files of a study, by their paths in it, for names of the private tables.

    ``free`` has the ids to propose for documents whose own hold a name.
    """
    free = free or FreeIds(root)
    try:
        disclosure = Disclosure(root)
    except QualcodeError as error:
        yield Problem("error", "bad-names", "private/names.csv", error.message, error.mend)
        return
    if not disclosure.size:
        return
    for name in files:
        if name.split("/", 1)[0] in PRIVATE:
            continue
        try:
            data = plain_bytes(root / name)
        except OSError:
            continue
        yield from problems_of(name, disclosure.look(name, data), free)


def problems_of(name: str, found: Iterator[Disclosed], free: FreeIds) -> Iterator[Problem]:
    """Yield a problem for each different name and line of a file."""
    seen: set[tuple[int, str]] = set()
    for line, hit in found:
        if (line, hit.text) in seen:
            continue
        seen.add((line, hit.text))
        where = f"{name}:{line}" if line else name
        what = "the file's name" if not line else "it"
        instead = f", e.g. to {hit.name.replacement}" if hit.name.replacement else ""
        mend = f"Rename it{instead}" if not line else f"Change it{instead}"
        if not line and name.startswith("documents/"):
            document = name.removeprefix("documents/").removesuffix(".json")
            other = free.instead_of(document)
            mend = f"Give the document another id: qualcode revise {document} --as {other}"
        if line and name.startswith("codings/"):
            # A note changed in the terminal UI leaves the earlier one in the log.
            mend = "Accept the name and run 'qualcode pseudonymise': it mends the log itself"
        yield Problem(
            "error",
            "name-disclosed",
            where,
            f"{what} holds {hit.text!r}, which private/ says is a real name",
            mend,
        )


def would_be_taken(root: Path, listed: Sequence[str]) -> list[str]:
    """Return the study files that git would take: as git listed them or, without git, as it would.

    That is all that ``.gitignore`` of a new study does not name.
    """
    if listed:
        return [name for name in listed if not name.endswith(PART)]
    left = {*PRIVATE, *folders("made"), ".git"}
    found = []
    for top in root.iterdir():
        for path in () if top.name in left else (top, *top.rglob("*")):
            name = path.relative_to(root).as_posix()
            made = path.suffix in REPORT_FORMS and name != TEMPLATE.path
            if path.is_file() and not made and not name.endswith(PART):
                found.append(name)
    return sorted(found)
