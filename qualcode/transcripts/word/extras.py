"""Lists what a Word file holds besides the words of its body, one line per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from qualcode.model.plural import counted
from qualcode.transcripts.typed.paragraphs import LINKS, changes_note, left_note, words_in

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
#: Elements that accepting all changes removes.
_DELETED = (f"{_W}del", f"{_W}moveFrom")
_SAID = {
    "comments": "comments",
    "header": "page headers",
    "footer": "page footers",
}


def notes_on(body: Any, main_part: Any) -> list[str]:
    """Return a line for each kind of content in the file that is not a plain paragraph."""

    def count(*tags: str) -> int:
        return sum(1 for _ in body.iter(*(f"{_W}{tag}" for tag in tags)))

    notes = changes_note(count("ins"), count("del"), count("moveTo"))
    ends = ("}blip", "}imagedata")
    pictures = sum(1 for element in body.iter() if str(element.tag).endswith(ends))
    if pictures:
        notes.append(counted(pictures, "picture was", "pictures were") + " not imported")
    drawn = sum(1 for data in body.iter(f"{_A}graphicData") if _is_drawn(data))
    if drawn:
        notes.append(
            counted(drawn, "chart or diagram was", "charts or diagrams were") + " not imported"
        )
    embedded = count("altChunk", "object", "control")
    if embedded:
        notes.append(
            counted(embedded, "embedded file or object was", "embedded files or objects were")
            + " not imported"
        )
    links = sum(1 for link in body.iter(f"{_W}hyperlink") if link.get(f"{_R}id"))
    links += sum(1 for code in body.iter(f"{_W}instrText") if 'HYPERLINK "' in (code.text or ""))
    if links:
        notes.append(f"{links} {LINKS}")
    if count("lnNumType"):
        notes.append("Word's line numbers in the margin are layout, and were not imported")
    return notes + _notes_on_parts(main_part)


def _is_drawn(data: Any) -> bool:
    return data.get("uri", "").rsplit("/", 1)[-1] in ("chart", "chartex", "diagram")


def _notes_on_parts(main_part: Any) -> list[str]:
    found: dict[str, list[str]] = {kind: [] for kind in _SAID}
    for kind, root in parts_of(main_part, *_SAID):
        holders = root.iterchildren(f"{_W}comment") if kind == "comments" else [root]
        texts = [words_of(holder) for holder in holders]
        found[kind] += [text for text in texts if kind == "comments" or text.strip()]
    return [line for kind, texts in found.items() for line in left_note(texts, _SAID[kind])]


def footnotes_of(
    body: Any, main_part: Any, read: Callable[[Any], str]
) -> tuple[list[str], list[str]]:
    """Return the words of footnotes and endnotes in the text's order, and a note on the rest.

    ``read`` returns a note's words.
    """
    found: dict[tuple[str, str], Any] = {}
    for kind, root in parts_of(main_part, "footnotes", "endnotes"):
        one = kind[:-1]
        for note in root.iterchildren(f"{_W}{one}"):
            # Word stores its separators as notes with a type of their own.
            if note.get(f"{_W}type", "normal") == "normal":
                found[one, note.get(f"{_W}id", "")] = note
    texts = []
    for mark in body.iter(f"{_W}footnoteReference", f"{_W}endnoteReference"):
        kind = mark.tag.removeprefix(_W).removesuffix("Reference")
        if any(above.tag in _DELETED for above in mark.iterancestors()):
            continue
        note = found.pop((kind, mark.get(f"{_W}id", "")), None)
        if note is not None:
            texts.append(read(note))
    left = [words for note in found.values() if (words := words_of(note)).strip()]
    return texts, left_note(left, "footnotes to nothing in the text")


def parts_of(main_part: Any, *kinds: str) -> Iterator[tuple[str, Any]]:
    """Yield the parts of some kinds that belong to the document: kind and XML root."""
    from docx.oxml.parser import parse_xml

    seen: set[str] = set()
    for relation in main_part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if relation.is_external or kind not in kinds:
            continue
        part = relation.target_part
        if str(part.partname) in seen:
            continue
        seen.add(str(part.partname))
        root = getattr(part, "element", None)
        yield kind, parse_xml(part.blob) if root is None else root


def words_of(root: Any) -> str:
    """Return the words below an element, with a space between paragraphs."""
    return " ".join(
        "".join(text.text or "" for text in paragraph.iter(f"{_W}t"))
        for paragraph in root.iter(f"{_W}p")
    )


def unread_words(body: Any, read: list[Any]) -> list[str]:
    """Return a note if words of the body were not among those ``read``, since none may be lost.

    Words deleted by a tracked change are not lost, nor are second versions of the same content.
    """
    seen = set(read)
    lost = [
        text.text
        for text in body.iter(f"{_W}t")
        if text not in seen and (text.text or "").strip() and not _gone(text)
    ]
    return [f"{words_in(lost)} in unusual places of the file were not imported"] if lost else []


def _gone(text: Any) -> bool:
    for above in text.iterancestors():
        if above.tag in _DELETED or above.tag == f"{_MC}Fallback":
            return True
        if above.tag == f"{_MC}Choice" and above.getprevious() is not None:
            return True
        if above.tag == f"{_W}tr" and above.find(f"{_W}trPr/{_W}del") is not None:
            return True
    return False
