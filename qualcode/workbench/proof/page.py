"""Writes a proof as a page for an ethics committee: what was tried, found, and not looked at."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcode.errors import BadInputError
from qualcode.model.plural import counted
from qualcode.store.io.durable import write_atomic
from qualcode.workbench.proof.canaries import KINDS
from qualcode.workbench.proof.proof import Proof
from qualcode.workbench.proof.supervision import Run
from qualcode.workbench.proof.versions import versions

FORMS = (".md", ".docx")
_NEVER = (
    "What a name or a sentence means: somebody may be known by what they did, and only a reader "
    "sees that.",
    "The computer's memory, its swap and hibernation files, and what a terminal keeps to scroll "
    "back.",
    "What the editor, Word, a spreadsheet program, a sync client or a backup does with files that "
    "people open or keep themselves.",
    "Other computers, and what was sent before today.",
    "Whether the encryption of disks and of the way to the team's copy is on.",
)


@dataclass(frozen=True)
class Block:
    """A piece of the page: "title", "heading", "text", "list" or "table", with its lines."""

    kind: str
    lines: tuple[tuple[str, ...], ...]


def verdict(proof: Proof) -> str:
    """Return the outcome in a sentence."""
    if proof.holds:
        return "Nothing was found that must not be: no name, no words, no connection."
    return f"{counted(len(proof.findings), 'finding')}: see below."


def blocks(proof: Proof) -> Iterator[Block]:
    """Yield the page, piece by piece."""
    yield _text("title", "What leaves this computer: a trial of qualcode")
    yield _text("text", f"{proof.began:%d %B %Y, %H:%M} UTC. {verdict(proof)}")
    yield _text("text", _what_was_done(proof))
    yield _text("heading", "What was found")
    yield _list([one.line for one in proof.findings] or ["Nothing that must not be."])
    yield from (_text("text", note) for note in proof.notes)
    yield _text("heading", "What was looked through")
    yield Block("table", (("place", "files", "parts in them", "kilobytes"), *(
        (place, f"{looked.files:,}", f"{looked.parts:,}", f"{looked.size // 1000:,}")
        for place, looked in proof.looked
    )))  # fmt: skip
    yield _text("heading", "What was planted and looked for")
    counts = Counter(one.kind for one in proof.canaries)
    yield _list([f"{counts[kind]} {said}" for kind, said in KINDS.items() if counts[kind]])
    yield _text("heading", "What was not looked at")
    yield _list([*_closed(proof), *_unwatched(proof), *_NEVER])
    yield _text("heading", "What was tried")
    yield Block("table", (("what", "ended", "files written", "tried to send", "started"), *(
        _of_run(one) for one in proof.runs
    )))  # fmt: skip
    yield _text("heading", "With which programs")
    yield Block("table", (("program", "version"), *versions()))


def _what_was_done(proof: Proof) -> str:
    network = (
        "None had a network: what any program tried to send, the system counted and threw away."
        if proof.has_own_network
        else "This system cannot take their network away: connections of Python programs are "
        "listed, those of others are not seen."
    )
    study = (
        "They were run on a study of this computer, and its own real names and words looked for "
        "in what they wrote."
        if proof.is_own_study
        else "They were run on an invented study, in which made-up names and sentences were "
        "planted, and then looked for in all that was left anywhere."
    )
    return (
        f"{counted(len(proof.runs), 'command was', 'commands were')} run as in a terminal, each "
        f"Python program watched from within (audit hooks, PEP 578). {network} {study}"
    )


def _closed(proof: Proof) -> list[str]:
    closed = list(dict.fromkeys(name for _, looked in proof.looked for name in looked.closed))
    return [f"Not looked into: {', '.join(closed)}."] if closed else []


def _unwatched(proof: Proof) -> list[str]:
    found = ["What programs that are not Python (git, the editor) wrote and removed again."]
    if not proof.has_own_network:
        found.append("What programs that are not Python sent.")
    return found


def _of_run(run: Run) -> tuple[str, ...]:
    written = {one.path for one in run.events if one.what == "open"}
    programs = sorted({one.program for one in run.events if one.program})
    ended = "as it must" if run.status in run.expected else f"with status {run.status}"
    sent = "not counted" if run.unsent is None else str(run.unsent)
    return run.said, ended, str(len(written)), sent, ", ".join(programs)


def _text(kind: str, text: str) -> Block:
    return Block(kind, ((text,),))


def _list(lines: Sequence[str]) -> Block:
    return Block("list", tuple((line,) for line in lines))


def check_form(path: Path) -> None:
    """Raise BadInputError for a file whose ending is no form of the page."""
    if path.suffix.lower() not in FORMS:
        raise BadInputError(
            f"{path.name}: the page is written as {' or '.join(FORMS)}",
            mend="Give it such an ending: --out proof.docx",
        )


def write_page(proof: Proof, path: Path) -> None:
    """Write the page; raises BadInputError, or StudyError if it cannot be written."""
    check_form(path)
    made = list(blocks(proof))
    write_atomic(path, markdown(made) if path.suffix.lower() == ".md" else _word(made))


def markdown(made: Sequence[Block]) -> str:
    """Return the page in Markdown."""
    pieces = []
    for block in made:
        lines = [" | ".join(_plain(cell) for cell in line) for line in block.lines]
        if block.kind == "table":
            rule = " | ".join("---" for _ in block.lines[0])
            pieces.append("\n".join(f"| {line} |" for line in (lines[0], rule, *lines[1:])))
        elif block.kind == "list":
            pieces.append("\n".join(f"- {line}" for line in lines))
        else:
            mark = {"title": "# ", "heading": "## "}.get(block.kind, "")
            pieces.append(f"{mark}{lines[0]}")
    return "\n\n".join(pieces) + "\n"


def _plain(cell: str) -> str:
    """Return a cell without what Markdown or a terminal would obey."""
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in cell)
    return shown.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _word(made: Sequence[Block]) -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.author = document.core_properties.comments = ""
    styles = {"title": "Title", "heading": "Heading 1", "text": "Normal", "list": "List Bullet"}
    for block in made:
        if block.kind == "table":
            _add_table(document, block)
            continue
        for (text,) in block.lines:
            document.add_paragraph(_printable(text), style=styles[block.kind])
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_table(document: Any, block: Block) -> None:
    """Add a table: its first column is half as wide as all, its head is repeated on each page."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    columns = len(block.lines[0])
    table = document.add_table(rows=0, cols=columns, style="Light List")
    table.autofit = False
    widths = [Cm(7.5), *[Cm(8.5 / (columns - 1))] * (columns - 1)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for line in block.lines:
        for cell, text, width in zip(table.add_row().cells, line, widths, strict=True):
            cell.text, cell.width = _printable(text), width
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(9)
    head = table.rows[0]._tr  # noqa: SLF001 - python-docx has no other way
    head.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
