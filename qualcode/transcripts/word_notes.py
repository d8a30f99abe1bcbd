"""All that a Word file holds besides the words of its body: a line for each kind of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualcode.transcripts.word_parts import WordFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def notes_on(word: WordFile) -> list[str]:
    """Return a line for every kind of thing in the file that is no plain paragraph."""
    body = word.document.element.body

    def count(*tags: str) -> int:
        return sum(1 for _ in body.iter(*(f"{_W}{tag}" for tag in tags)))

    notes = []
    inserted, deleted = count("ins"), count("del")
    moved = count("moveTo")
    if inserted or deleted or moved:
        more = f", {moved} moves" if moved else ""
        notes.append(
            f"tracked changes read as accepted: {inserted} insertions, {deleted} deletions{more}"
        )
    ends = ("}blip", "}imagedata")
    pictures = sum(1 for element in body.iter() if str(element.tag).endswith(ends))
    if pictures:
        notes.append(f"{pictures} pictures were not imported")
    if word.boxes:
        notes.append(f"{word.boxes} text boxes: their words stand after the paragraph they hang on")
    if word.symbols:
        notes.append(f"{word.symbols} signs of special fonts were imported as \ufffd")
    if count("vanish"):
        notes.append("hidden text was imported as if it were visible")
    embedded = count("altChunk", "object", "control")
    if embedded:
        notes.append(f"{embedded} embedded files or objects were not imported")
    return notes + _notes_on_parts(word.document)


def _notes_on_parts(document: Any) -> list[str]:
    counts: dict[str, int] = {}
    seen: set[str] = set()
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if relation.is_external or kind not in _SAID:
            continue
        part = relation.target_part
        if str(part.partname) in seen:
            continue
        seen.add(str(part.partname))
        counts[kind] = counts.get(kind, 0) + _count(part, kind)
    return [f"{counts[kind]} {text}" for kind, text in _SAID.items() if counts.get(kind)]


_SAID = {
    "comments": "comments were not imported",
    "footnotes": "footnotes were not imported",
    "endnotes": "endnotes were not imported",
    "header": "page headers with words were not imported",
    "footer": "page footers with words were not imported",
}


def _count(part: Any, kind: str) -> int:
    from docx.oxml.parser import parse_xml

    root = getattr(part, "element", None)
    if root is None:
        root = parse_xml(part.blob)
    if kind in ("header", "footer"):
        return int(any((t.text or "").strip() for t in root.iter(f"{_W}t")))
    # Word keeps its separators as notes of a type of their own.
    return sum(1 for note in root.iterchildren(f"{_W}{kind[:-1]}") if note.get(f"{_W}type") is None)
