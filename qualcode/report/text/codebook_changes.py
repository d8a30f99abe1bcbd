"""Shows a comparison of codebooks as Markdown for a pull request, as a page, or as lines."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

from qualcode.model.codebook.diff import CodeChange, FieldChange, word_changes

#: The names of each kind of change, in the singular and plural.
TITLES = {
    "redefined": "Definition or rules changed",
    "merged": "Merged",
    "split": "Split",
    "removed": "Removed",
    "added": "Added",
    "renamed": "Renamed",
    "moved": "Moved",
    "status": "Status changed",
    "details": "Other details",
    "reordered": "Order",
}
#: Changes that involve other codes too, which their first line names.
_OF_SEVERAL = ("merged", "split")
#: Marks of a run of words: kept, removed, added.
Marks = Callable[[str, str], str]
Changes = Sequence[tuple[CodeChange, str]]


def lines_of(change: CodeChange, touched: str, marked: Marks) -> list[str]:
    """Return a change as lines: what happened to a code, field by field, and what it touches."""
    was = (
        f" (was {', '.join(change.before)})"
        if change.before and change.kind not in _OF_SEVERAL
        else ""
    )
    found = [f"{change.name} [{change.code}]{was}" if change.code else f"{change.name}"]
    if change.kind == "split":
        found[0] = f"{change.name} [{change.code}] out of {', '.join(change.before)}"
    if change.kind == "merged":
        found[0] = f"{', '.join(change.before)} into {change.name} [{change.code}]"
    found += [f"{f.field}: {_field(f, change, marked)}" for f in change.fields
              if f.field != "codes"]  # fmt: skip
    if touched:
        found.append(touched)
    return found


def _field(field: FieldChange, change: CodeChange, marked: Marks) -> str:
    if change.kind == "reordered":
        return field.after
    if change.kind in ("added", "removed", "split"):
        return " ".join((field.after or field.before).split())
    if field.field in ("parent", "status", "id", "colour"):
        return f"{marked('out', field.before or '–')} → {marked('in', field.after or '–')}"
    pieces = [marked(kind, " ".join(text.split()) or " ") if kind != "same" else text
              for kind, text in word_changes(field.before, field.after)]  # fmt: skip
    return " ".join("".join(_spaced(pieces)).split())


def _spaced(pieces: Sequence[str]) -> list[str]:
    """Keep a removed and an added run from joining."""
    found: list[str] = []
    for piece in pieces:
        if (
            found
            and not found[-1].endswith((" ", "\n"))
            and not piece.startswith((" ", "\n", ".", ",", ";", ":", "?", "!", ")"))
        ):
            found.append(" ")
        found.append(piece)
    return found


def sections(changes: Changes) -> list[tuple[str, list[tuple[CodeChange, str]]]]:
    """Return the changes of each kind under its title."""
    return [
        (title, [(c, t) for c, t in changes if c.kind == kind])
        for kind, title in TITLES.items()
        if any(c.kind == kind for c, _ in changes)
    ]


def markdown(old: str, new: str, changes: Changes, note: str = "") -> str:
    """Return the comparison as Markdown, to paste into a pull request."""

    def marked(kind: str, text: str) -> str:
        safe = (
            text.replace("\\", "\\\\").replace("*", "\\*").replace("_", "\\_").replace("~", "\\~")
        )
        return f"~~{safe}~~" if kind == "out" else f"**{safe}**"

    out = [f"## Codebook: {old} → {new}", ""]
    if note:
        out += [note, ""]
    for title, found in sections(changes):
        out += [f"### {title}", ""]
        for change, touched in found:
            first, *rest = lines_of(change, touched, marked)
            out += [f"- {first}", *(f"  - {line}" for line in rest)]
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def page(old: str, new: str, changes: Changes, note: str = "") -> str:
    """Return the comparison as one self-contained HTML page."""

    def marked(kind: str, text: str) -> str:
        tag = "del" if kind == "out" else "ins"
        return f"\x02{tag}\x03{text}\x02/{tag}\x03"

    def shown(line: str) -> str:
        safe = html.escape(line)
        for tag in ("del", "/del", "ins", "/ins"):
            safe = safe.replace(f"\x02{tag}\x03", f"<{tag}>")
        return safe

    body = []
    if note:
        body.append(f"<p>{html.escape(note)}</p>")
    for title, found in sections(changes):
        body.append(f"<h2>{html.escape(title)}</h2>\n<ul>")
        for change, touched in found:
            first, *rest = lines_of(change, touched, marked)
            inner = "".join(f"<li>{shown(line)}</li>" for line in rest)
            inner = f"<ul>{inner}</ul>" if inner else ""
            body.append(f"<li><strong>{shown(first)}</strong>{inner}</li>")
        body.append("</ul>")
    title = html.escape(f"Codebook: {old} → {new}")
    style = (
        "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;"
        "color:#1a1a1a;background:#fff}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}"
        "li{margin:.3rem 0}ins{background:#d8f0dc;text-decoration:none;font-weight:600}"
        "del{background:#f9dcdc;color:#5a1010}"
    )
    content = "\n".join(body)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>'
        f"\n<style>{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{content}\n</main>\n"
        "</body>\n</html>\n"
    )
