"""The words that reports use for counts and states, the same in all formats."""

from __future__ import annotations

import datetime as dt
import re

from qualcode.model.matrix.matrix import Cell, Group, Matrix, Quotation, Row
from qualcode.model.plural import counted, plural
from qualcode.report.printable import one_line

NO_EVIDENCE = "No evidence coded"
INVENTED = "Invented sample data: nobody real speaks here, and nothing here is a finding."
NOT_CLEARED = "not cleared"
#: What an export for the team says in itself.
TEAM = "For the team only: "
TRANSCRIPTS = f"{TEAM}it shows single transcripts."
WORDS_SAID = f"{TEAM}it holds participants’ words."
NO_SUMMARY = "no summary yet"
STALE = "summary written before the evidence last changed: check"
NOTHING = "No evidence coded yet, so there is nothing to show."


#: The name of a matrix without a title, in any language.
UNNAMED = ("Synthesis matrix", "Framework chart")


def row_language(matrix: Matrix, row: Row) -> str:
    """Return the language of a row's name; a code without a Welsh name has its English one."""
    welsh = matrix.language == "cy" and row.name == row.name_cy
    return "en" if matrix.language == "cy" and not welsh else matrix.language


def title_language(matrix: Matrix) -> str:
    """Return the language of a matrix's title."""
    return "en" if matrix.title in UNNAMED else matrix.language


def is_empty(cell: Cell) -> bool:
    """Return whether a cell has neither evidence nor a summary."""
    return not cell.codings and not cell.summary.strip()


#: The part of a placeholder's name that marks it as one, removed here.
_FILL = re.compile(r"\s*\(to be filled in[^()]*\)", re.IGNORECASE)
#: Why a cell is empty, as text; nothing if unknown.
_SILENCE = {
    "no people": "nobody interviewed",
    "not asked": "not asked",
    "asked": "asked, nothing coded",
}


def why_silent(cell: Cell) -> str:
    """Return why nothing is coded in a cell, empty if unknown."""
    if cell.spoke:
        many = plural(cell.spoke, "speaks", "speak")
        return f"{counted(cell.spoke, 'person')} {many} of the theme under another heading"
    return _SILENCE.get(cell.silence, "")


def silence(cell: Cell) -> str:
    """Return "No evidence coded" and, if known, why: "No evidence coded: not asked"."""
    why = why_silent(cell)
    return f"{NO_EVIDENCE}: {why}" if why else NO_EVIDENCE


def warnings(matrix: Matrix) -> list[str]:
    """Return the warnings at the head of every format: invented words, or not for everybody."""
    return [w for w in (INVENTED if matrix.invented else "", one_line(matrix.watermark)) if w]


def case_line(cell: Cell) -> str:
    """Return what a framework chart's cell rests on; it belongs to one participant."""
    if not cell.codings:
        return evidence_line(cell)
    bare = "" if cell.summary.strip() else f" · {NO_SUMMARY}"
    return f"{counted(len(cell.codings), 'coding')}{bare}"


def evidence_line(cell: Cell) -> str:
    """Return what a cell rests on: people, codings, and whether it is thin."""
    if not cell.codings:
        return "no evidence coded under this summary now"
    who = counted(cell.people, "person")
    if cell.of:
        who = f"{cell.people} of {counted(cell.of, 'person')}" + (
            f" ({cell.share})" if cell.share else ""
        )
    line = f"{who} · {counted(len(cell.codings), 'coding')}"
    return f"thin: {line}" if cell.thin else line


def signed(quotation: Quotation) -> str:
    """Return a quotation's attribution on one line, and that nobody cleared it for print."""
    parts = [one_line(quotation.attribution), "" if quotation.cleared else NOT_CLEARED]
    return " · ".join(part for part in parts if part)


def traced(quotation: Quotation) -> str:
    """Return a quotation's attribution with its coding's id, or its number in this export."""
    return " · ".join(filter(None, (signed(quotation), one_line(quotation.coding))))


def counts(matrix: Matrix, row: str, group: str) -> str:
    """Return "3 well · 2 less well": the people of one group, by what they said about a theme."""
    parts = []
    for column, name in matrix.columns:
        number = matrix.cell(row, column, group).people
        if number:
            short = name.lower().removeprefix("works ") if name.isascii() else name
            parts.append(f"{number} {one_line(short)}")
    return " · ".join(parts) or _nothing_said(matrix, row, group)


def _nothing_said(matrix: Matrix, row: str, group: str) -> str:
    """Return why a group has nothing in any column of a theme: "Not asked", if known."""
    cells = [matrix.cell(row, column, group) for column, _ in matrix.columns]
    why = {_SILENCE.get(cell.silence, "") for cell in cells if not cell.spoke}
    if len(why) == 1 and (said := why.pop()):
        return said[:1].upper() + said[1:]
    return NO_EVIDENCE


def shown_columns(matrix: Matrix, group: Group) -> list[tuple[str, str]]:
    """Return the columns of a group's table; "mixed" only if this group has some."""
    return [
        (column, name)
        for column, name in matrix.columns
        if column != "mixed"
        or not all(is_empty(matrix.cell(row.id, column, group.id)) for row in matrix.rows)
    ]


def summary_blocks(text: str) -> list[tuple[bool, str]]:
    """Return a summary's paragraphs and list items: whether it is an item, and its line.

    Summaries are Markdown, wrapped as the author likes.
    """
    blocks: list[tuple[bool, str]] = []
    fresh = True
    for line in text.splitlines():
        bare = line.strip()
        item = bare.startswith(("- ", "* ", "• "))
        if not bare:
            fresh = True
        elif item or fresh:
            blocks.append((item, bare[2:] if item else bare))
            fresh = False
        else:
            kind, start = blocks[-1]
            blocks[-1] = (kind, f"{start} {bare}")
    return [(item, line) for item, words in blocks if (line := one_line(words))]


def facts(matrix: Matrix, made: dt.date) -> list[tuple[str, str]]:
    """Return the facts about how the matrix was made, as pairs of a name and a value."""
    # The number stays on the line of the name's last word.
    groups = ", ".join(f"{one_line(g.name)}\u00a0{g.people}" for g in matrix.groups)
    total = sum(g.people for g in matrix.groups)
    rows = [
        ("Interviews", f"{matrix.documents:,}, with {matrix.words:,} words"),
        ("People", f"{total:,}: {groups}" if groups else f"{total:,}"),
        ("Evidence", _evidence(matrix)),
    ]
    if matrix.codebook_title:
        rows.append(("Codebook", one_line(matrix.codebook_title)))
    rows.append(("Made", f"{made.day} {made:%B %Y}, with qualcode"))
    if matrix.export:
        numbers = "the research team knows by it which passages Q1, Q2 … are"
        rows.append(("Export", f"{matrix.export}: {numbers}"))
    return rows


def _evidence(matrix: Matrix) -> str:
    return f"{counted(matrix.codings, 'coding')}{by_coders(matrix)}"


def by_coders(matrix: Matrix) -> str:
    """Return ", by ann and ben"; in a report for outsiders ", by 2 coders"; or nothing."""
    if matrix.coders:
        return f", by {listed([one_line(c) for c in matrix.coders])}"
    return f", by {counted(matrix.coded_by, 'coder')}" if matrix.coded_by else ""


def listed(names: list[str]) -> str:
    """Return "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def shares_in_words(matrix: Matrix) -> str:
    """Return the meaning of words for shares of people, empty if the matrix uses none."""
    if not any(cell.share for cell in matrix.cells):
        return ""
    used = {cell.share for cell in matrix.cells if cell.share}
    said = [
        f"“{word}” from {share:.0%}" if share else f"below that “{word}”"
        for word, share in matrix.scale
        if word in used
    ]
    least = f"; groups of fewer than {matrix.scale_from} have numbers alone"
    return f"Words in brackets are for shares of a group: {', '.join(said)}{least}."


def how_to_read(
    matrix: Matrix, *, sections: bool = False, tables: bool = True, references: bool = False
) -> list[str]:
    """Return what a reader must know before the tables, one point per line.

    With ``sections`` each theme has a section with its quotations; with ``references`` evidence has
    labels that link to the ids of codings.
    """
    scale = shares_in_words(matrix)
    automatic = any(not q.chosen for cell in matrix.cells for q in cell.quotations)
    some = " and what some of them said" if automatic else ""
    headings = listed([f"“{one_line(name)}”" for _, name in matrix.columns])
    mixed = next((one_line(name) for column, name in matrix.columns if column == "mixed"), "")
    both = f" “{mixed}” is both in one passage." if mixed else ""
    written = "the analyst’s summary where one has been written"
    if sections:
        order = [
            f"Each theme has a section. Under {headings} stand the groups, each with its number "
            f"of people, {written}, and quotations chosen for it.{both}",
        ]
        if tables:
            order.append(
                "The same summaries stand in a table for each group of people interviewed, themes "
                "in rows, to be compared."
            )
    else:
        order = [
            "Each group of people interviewed has a table, with themes in rows and what was said "
            f"of them in columns: {headings}.{both}",
            f"A cell holds {written}, with quotations chosen for it below. Where there is none, it "
            f"shows how many people spoke of the theme{some}.",
        ]
    label = (
        " A label such as E1 leads to the "
        + (
            "ids of the codings, by which the research team finds the passages."
            if matrix.has_ids
            else "number of codings, and to which of them are quoted."
        )
        if references
        else ""
    )
    return [
        *order,
        "Numbers are of people: whoever says a thing twice counts once. The same person may count "
        "under more than one heading. A coding is a passage that was marked with a theme." + label,
        *([scale] if scale else []),
        " ".join(filter(None, (_thin(matrix), _check(matrix), _silent_cells()))),
    ]


def _thin(matrix: Matrix) -> str:
    if matrix.minimum_people < 2:
        return ""
    few = "one person alone" if matrix.minimum_people == 2 else (
        f"fewer than {counted(matrix.minimum_people, 'person')}")  # fmt: skip
    return f"“Thin” marks what rests on {few}."


def _check(matrix: Matrix) -> str:
    if not any(cell.stale and cell.summary.strip() for cell in matrix.cells):
        return ""
    return "“Check” marks a summary written before its evidence last changed."


def _silent_cells() -> str:
    return (
        f"“{NO_EVIDENCE}” means that no passage was marked, and not that nobody holds the view; "
        "where it is known, it says whether the group was asked."
    )


def both_sides(matrix: Matrix) -> str:
    """Return how diverging bars treat people who say both things about a theme."""
    mixed = next((one_line(name) for column, name in matrix.columns if column == "mixed"), "")
    said = "Whoever says one thing here and another there stands on both sides"
    return f"{said}; “{mixed}”, both in one passage, is in neither." if mixed else f"{said}."


def spoken_line(matrix: Matrix, row: str) -> str:
    """Return how many people speak of a theme, and what they say: "Works well: 3 people"."""
    columns = [
        f"{one_line(name).lower() if number else one_line(name)}, {counted(count, 'person')}"
        for number, (column, name) in enumerate(matrix.columns)
        if (count := sum(matrix.cell(row, column, group.id).people for group in matrix.groups))
        or column != "mixed"
    ]
    said = "; ".join(columns)
    total = sum(matrix.spoken.get((row, group.id), 0) for group in matrix.groups)
    if not total:
        return f"{said}."
    of = sum(group.people for group in matrix.groups)
    many = plural(total, "speaks", "speak")
    first = said[:1].lower() + said[1:]
    return f"{total} of {counted(of, 'person')} interviewed {many} of it: {first}."


def how_to_read_chart(matrix: Matrix) -> list[str]:
    """Return what a reader of a framework chart must know before the tables."""
    return [
        "Each theme has a table of the participants of whom something is coded: what the analyst "
        "wrote of each, or else how many passages are coded, with quotations below.",
        "“Check” marks a summary written before its evidence last changed. Below each table "
        f"stand those of whom nothing is coded: “{NO_EVIDENCE}” means that no passage was marked.",
    ]


def chart_silences(matrix: Matrix, column: str) -> list[str]:
    """Return who says nothing on a theme of a framework chart, one line per reason."""
    found: dict[str, list[str]] = {}
    for row in matrix.rows:
        for group in matrix.groups:
            cell = matrix.cell(row.id, column, group.id)
            if is_empty(cell):
                found.setdefault(silence(cell), []).append(one_line(row.name))
    return [f"{why} ({len(names)}): {'; '.join(names)}." for why, names in found.items()]


def chart_cells(matrix: Matrix, column: str) -> list[tuple[Row, Cell]]:
    """Return the participants with something on a theme of a framework chart."""
    every = ((r, matrix.cell(r.id, column, g.id)) for g in matrix.groups for r in matrix.rows)
    return [(row, cell) for row, cell in every if not is_empty(cell)]


def notes(matrix: Matrix) -> list[str]:
    """Return remarks for the reader that stand in no cell."""
    found = []
    if matrix.unjudged:
        found.append(
            f"In no column: {counted(matrix.unjudged, 'coding')} marked neutral, or not judged as "
            "working well or less well."
        )
    if matrix.set_aside:
        found.append(
            f"Left out: {counted(matrix.set_aside, 'coding')}, the words or the code of which are "
            "no longer in the study."
        )
    if matrix.doubled:
        repeat = counted(matrix.doubled, "coding that repeats", "codings that repeat")
        found.append(
            f"Counted once: {repeat} another, by the same coder, of the same words, with the same "
            "code."
        )
    if matrix.rows_without:
        names = "; ".join(one_line(row.name) for row in matrix.rows_without)
        found.append(f"No evidence coded from anyone: {names}.")
    if matrix.placeholders:
        names = "; ".join(_FILL.sub("", one_line(name)) for name in matrix.placeholders)
        found.append(f"Placeholders still to be filled in: {names}.")
    if matrix.codebook_source:
        source = "; ".join(map(one_line, matrix.codebook_source.strip().splitlines()))
        found.append(f"Source of the codebook: {source}")
    return found
