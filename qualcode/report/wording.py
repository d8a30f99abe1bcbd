"""The words reports use for counts and states, one place for all forms."""

from __future__ import annotations

from qualcode.model.matrix import Cell, Matrix

NO_EVIDENCE = "No evidence coded"


def people(count: int) -> str:
    """Return "1 person" or "n people"."""
    return "1 person" if count == 1 else f"{count} people"


def passages(count: int) -> str:
    """Return "1 coded passage" or "n coded passages"."""
    return "1 coded passage" if count == 1 else f"{count} coded passages"


def evidence_line(cell: Cell) -> str:
    """Return what a cell rests on: people, passages, and whether it is thin."""
    line = f"{people(cell.people)}, {passages(len(cell.codings))}"
    return f"{line} · thin" if cell.thin else line


def facts(matrix: Matrix) -> list[tuple[str, str]]:
    """Return what the matrix was made from, as pairs of a name and a value."""
    groups = ", ".join(f"{g.name} {g.people}" for g in matrix.groups)
    total = sum(g.people for g in matrix.groups)
    coders = ", ".join(matrix.coders) or "none yet"
    rows = [
        ("Interviews", f"{matrix.documents}, {matrix.words:,} words"),
        ("People", f"{total}: {groups}" if groups else str(total)),
        ("Evidence", f"{matrix.codings} coded passages, by {coders}"),
    ]
    if matrix.codebook_title:
        rows.append(("Codebook", matrix.codebook_title))
    return rows


def notes(matrix: Matrix) -> list[str]:
    """Return what a reader should know that stands in no cell."""
    found = []
    if matrix.unjudged:
        found.append(
            f"{passages(matrix.unjudged)[0].upper()}{passages(matrix.unjudged)[1:]} "
            "marked neutral or not judged: in no column above."
        )
    if matrix.set_aside:
        found.append(
            f"{passages(matrix.set_aside)} left out: the text or the code they were made on "
            "is no longer in the study. Run 'qualcode check'."
        )
    if matrix.rows_without:
        names = "; ".join(row.name for row in matrix.rows_without)
        found.append(f"No evidence was coded from anyone for: {names}.")
    if matrix.placeholders:
        names = "; ".join(matrix.placeholders)
        found.append(f"Placeholders, which nothing can be coded to: {names}.")
    if matrix.codebook_source:
        found.append(f"Source of the codebook: {matrix.codebook_source}")
    return found


HOW_TO_READ = (
    "Each table shows one stakeholder group. Themes are in rows; columns show what people said "
    "works well and works less well. A cell holds the analyst's summary where one has been "
    "written; otherwise it shows how many people spoke of the theme and what some of them said. "
    "Numbers count people, not quotations."
)


def thin_note(matrix: Matrix) -> str:
    """Return what "thin" means in this matrix."""
    return f"A cell is marked thin if it rests on fewer than {people(matrix.minimum_people)}."
