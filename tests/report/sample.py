"""A realistic matrix with invented words: long cells, short ones, and cells without evidence."""

from __future__ import annotations

import datetime as dt

from qualcode.model.matrix.matrix import Cell, Group, Matrix, Quotation, Row
from qualcode.report.report import Report
from qualcode.report.word.paper import Template
from qualcode.report.word.report import report_docx

COLUMNS = (("works_well", "Works well"), ("works_less_well", "Works less well"))
MIXED = ("mixed", "Mixed")

GROUPS = (
    Group("social-care", "Social care practitioners", 7),
    Group("education", "Education practitioners (local authority)", 6),
    Group("school-leaders", "School leaders", 5),
    Group("young-people", "Young people", 9),
)

THEMES = (
    "Personal education plans", "Designated person in school", "Virtual school head",
    "Placement moves and stability", "Transitions at 16 and 18", "Exclusions and part-time timetables",
    "Additional learning needs", "Expectations and aspirations", "Foster carers’ support for learning",
    "Data, monitoring and tracking", "Grant funding", "Joint working across departments and agencies",
    "Training for school staff", "Trauma- and attachment-aware practice", "Emotional well-being",
    "Stigma and being singled out", "Transport to school", "Out-of-county placements",
    "Welsh-medium education", "The child’s voice",
)  # fmt: skip

ROLES = {
    "social-care": ("social care practitioner", "team manager", "independent reviewing officer"),
    "education": ("education practitioner", "inclusion officer", "educational psychologist"),
    "school-leaders": ("head teacher", "deputy head", "school leader"),
    "young-people": ("young person, 16", "young person, 19", "young person in college"),
}

SAID = (
    "It took nine days, and in those nine days nobody could tell me which school she was at.",
    "They asked me first and the grown-ups after. That never happened before.",
    "The plan is a form. You fill it in, you send it, and in six months you open it again and "
    "the targets are the same, and you change the date. I am not proud of it, but with thirty-one "
    "children on my list that is what there is time for.",
    "She rang the bus company herself.",
    "We hold the meeting at the school, at three, so the teacher who knows him can be there. Before, "
    "it was at County Hall at ten and we got whoever was free.",
    "No.",
    "Mae’n haws siarad am y peth yn Gymraeg.",
    "I’d say it depends on the person. If the person leaves, it leaves with them, and you start "
    "again from a blank sheet and a child who has told the story four times already.",
    "One number to ring: that is all I want.",
)

SUMMARIES = (
    "Four of the seven said that plans work where one person sees them through: they named the same "
    "designated teacher, a meeting held at the school, and targets the young person had chosen. Two "
    "added that this rests on goodwill.\n\nWhere the worker changed, the plan was begun again.",
    "Plans come late and say little:\n\n- one side cannot start until the other has finished\n"
    "- targets are **carried over** from the year before\n- the young person is talked *about*",
    "Both spoke well of the fund, once they knew of it.",
)


def quotation(number: int, group: str, *, text: str = "", chosen: bool = False) -> Quotation:
    roles = ROLES.get(group, ("participant",))
    return Quotation(
        coding=f"A{number:03}",
        text=text or SAID[number % len(SAID)],
        attribution=f"{roles[number % len(roles)]}, local authority {1 + number % 11}",
        document=f"doc-{number % 12:02}",
        start=number,
        end=number + 20,
        person=f"P{number % 9}",
        chosen=chosen,
        cleared=True,
    )


def _cell(row: int, column: int, group: int) -> Cell:
    where = (f"t{row}", (*COLUMNS, MIXED)[column][0], GROUPS[group].id)
    number = row * 7 + column * 3 + group * 5
    if column == 2:
        if number % 6:
            return Cell(*where)
        quotes = (quotation(number, where[2]),)
        return Cell(*where, codings=(f"A{number}",), people=1, quotations=quotes, thin=True)
    kind = number % 8
    if kind in (0, 5) or (row == 16 and group < 3):
        return Cell(*where)
    people = 1 + number % 4
    codings = tuple(f"A{number + i}" for i in range(people + number % 3))
    quotes = tuple(quotation(number + i, where[2]) for i in range(min(people, 2)))
    if kind in (1, 6):
        chosen = tuple(quotation(number + i, where[2], chosen=True) for i in range(number % 3))
        return Cell(
            *where, SUMMARIES[number % 3], "anwen", codings, people, chosen,
            stale=number % 2 == 1, thin=people < 2,
        )  # fmt: skip
    return Cell(*where, codings=codings, people=people, quotations=quotes, thin=people < 2)


def sample(
    rows: int = 20, groups: int = 4, *, mixed: bool = False, invented: bool = True
) -> Matrix:
    """Return a matrix of the first themes and groups."""
    columns = (*COLUMNS, MIXED) if mixed else COLUMNS
    cells = tuple(
        _cell(r, c, g) for r in range(rows) for g in range(groups) for c in range(len(columns))
    )
    return Matrix(
        title="Synthesis matrix",
        study="Education of children looked after",
        language="en",
        rows=tuple(Row(f"t{n}", THEMES[n % len(THEMES)]) for n in range(rows)),
        columns=columns,
        groups=GROUPS[:groups],
        cells=cells,
        coders=("anwen", "ben"),
        documents=27,
        words=211_480,
        codings=sum(len(c.codings) for c in cells),
        unjudged=14,
        set_aside=1,
        codebook_title="Policy themes from public Welsh sources",
        codebook_source="Invented for this test; no public document is quoted.",
        rows_without=(Row("kinship", "Kinship care"), Row("leisure", "Leisure and sport")),
        placeholders=("Principle 3: to be filled in", "Principle 7: to be filled in"),
        invented=invented,
        spoken=_spoken(cells, GROUPS[:groups]),
    )


def _spoken(cells: tuple[Cell, ...], groups: tuple[Group, ...]) -> dict[tuple[str, str], int]:
    """Return as many people of a group and theme as its columns have, nobody being in two."""
    found: dict[tuple[str, str], int] = {}
    sizes = {group.id: group.people for group in groups}
    for cell in cells:
        at = (cell.row, cell.group)
        found[at] = min(sizes[cell.group], found.get(at, 0) + cell.people)
    return found


def one_cell(cell: Cell, **more: object) -> Matrix:
    """Return a matrix of one theme, one group and the columns, all empty but ``cell``."""
    cells = [Cell(cell.row, c, cell.group) for c, _ in COLUMNS if c != cell.column]
    facts: dict[str, object] = {"title": "Synthesis matrix", "study": "A study", "language": "en"}
    return Matrix(
        **{**facts, **more},  # type: ignore[arg-type]
        rows=(Row(cell.row, "A theme"),),
        columns=COLUMNS,
        groups=(Group(cell.group, "A group", 3),),
        cells=(cell, *cells),
    )


MADE = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)


#: Word files of late, each by all that it is made of: many tests ask for the same.
_made: dict[str, bytes] = {}
_MOST = 12


def docx_once(report: Report, template: Template | None = None) -> bytes:
    """Return a report as a Word file; one that was made a moment ago is not made again."""
    said = repr((report, template))
    if said not in _made:
        if len(_made) == _MOST:
            del _made[next(iter(_made))]
        _made[said] = report_docx(report, MADE, template)
    return _made[said]


def tables_docx(matrix: Matrix) -> bytes:
    """Return a Word file with the tables alone, quotations in their cells."""
    return docx_once(Report(matrix, parts=frozenset({"tables"})))
