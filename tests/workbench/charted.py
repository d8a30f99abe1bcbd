"""A small study with a matrix: four groups, two coders, two people who talk to each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.importing.importer import Importer
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.matrix.cell_editor import CellEditor, find_in_cells
from qualcode.workbench.matrix.open_matrix import OpenMatrix, open_matrix
from qualcode.workbench.speakers.speakers import read_speaker_table
from qualcode.workbench.study.creation import make_study
from qualcode.workbench.study.demo_codings import import_quoted_codings
from tests.conftest import CODEBOOK

GROUPS = {"yp": "Young people", "sc": "Social care", "hd": "Heads", "ed": "Education"}

CASES = """\
case,group,role,local_authority
YP1,yp,young person,local authority 1
YP2,yp,young person,local authority 1
YP3,yp,young person,local authority 2
SC1,sc,social worker,local authority 1
SC2,sc,social worker,local authority 1
SC3,sc,social worker,local authority 2
HD1,hd,head teacher,local authority 1
HD2,hd,head teacher,local authority 1
"""

TALKS = {
    "yp-01": """\
I: How was it?

P: My mentor rang every Monday before the bus came. I went to the same school as my cousins all along.

I: And the moving?

P: I'm not saying the move was bad for me. The new place had a garden and a dog in it.

I: Was it hard?

P: It wasn't all that hard to settle in the new school. Dw i ddim yn hoffi symud ysgol o gwbl. The taxi came late on Tuesdays and I missed the register.

I: Else?

P: Angharad told me to keep going with the maths. We all went to Angharad's house after the exams. I rang 07700 900123 and nobody picked it up. Es i i fyw yng Nghaerdydd am flwyddyn gron. I liked Ysgol Bro Gwydryn better than the other place.
""",
    "yp-02": """\
I: How was it?

P: The office had a terrible sofa and you could just go. They kept the same room for me every time.
""",
    "sc-01": """\
I: How was it?

P: The plan comes six weeks late and nobody reads it. The school knows before we do most of the time.
""",
    "sc-02": """\
I: How was it?

P: We hold the meeting at the school and at three. The form is the same form as the year before.
""",
    "hd-01": """\
I: How was it?

P: I would get a parent in for rather less than that. We gave her a key to the music room.
""",
    "hd-02": """\
I: How was it?

P: Nobody rings before the Monday they arrive here.
""",
    "fg-01": """\
Bethan Morse: Who asked whom?

Angharad Evans: They asked me when it was all decided already.

Mike Prosser: We ought to have asked you before the summer.

Bethan Morse: And now?

Angharad Evans: Now they ring me before anything is said.
""",
}

SPEAKERS = """\
file,document,label,case,role
yp-01.txt,yp-01,I,,interviewer
yp-01.txt,yp-01,P,YP1,participant
yp-02.txt,yp-02,I,,interviewer
yp-02.txt,yp-02,P,YP2,participant
sc-01.txt,sc-01,I,,interviewer
sc-01.txt,sc-01,P,SC1,participant
sc-02.txt,sc-02,I,,interviewer
sc-02.txt,sc-02,P,SC2,participant
hd-01.txt,hd-01,I,,interviewer
hd-01.txt,hd-01,P,HD1,participant
hd-02.txt,hd-02,I,,interviewer
hd-02.txt,hd-02,P,HD2,participant
fg-01.txt,fg-01,Bethan Morse,,interviewer
fg-01.txt,fg-01,Angharad Evans,YP3,participant
fg-01.txt,fg-01,Mike Prosser,SC3,participant
"""

#: Codings by their ids: document, code, words, valence.
CODINGS = {
    "monday": ("yp-01", "support", "My mentor rang every Monday before the bus came.", "+"),
    "cousins": ("yp-01", "moves", "I went to the same school as my cousins all along.", "+"),
    "saying": ("yp-01", "moves", "the move was bad for me.", "-"),
    "garden": ("yp-01", "moves", "The new place had a garden and a dog in it.", "+"),
    "settle": ("yp-01", "moves", "It wasn't all that hard to settle in the new school.", "+"),
    "welsh": ("yp-01", "moves", "Dw i ddim yn hoffi symud ysgol o gwbl.", "-"),
    "taxi": ("yp-01", "moves", "The taxi came late on Tuesdays and I missed the register.", "-"),
    "name": ("yp-01", "support", "Angharad told me to keep going with the maths.", "+"),
    "possessive": ("yp-01", "support", "We all went to Angharad's house after the exams.", "+"),
    "phone": ("yp-01", "support", "I rang 07700 900123 and nobody picked it up.", "-"),
    "mutated": ("yp-01", "moves", "Es i i fyw yng Nghaerdydd am flwyddyn gron.", "+"),
    "school": ("yp-01", "moves", "I liked Ysgol Bro Gwydryn better than the other place.", "+"),
    "sofa": ("yp-02", "support", "The office had a terrible sofa and you could just go.", "+"),
    "room": ("yp-02", "support", "They kept the same room for me every time.", "+"),
    "late": ("sc-01", "support", "The plan comes six weeks late and nobody reads it.", "-"),
    "knows": ("sc-01", "support", "The school knows before we do most of the time.", "-"),
    "three": ("sc-02", "support", "We hold the meeting at the school and at three.", "+"),
    "form": ("sc-02", "support", "The form is the same form as the year before.", "-"),
    "parent": ("hd-01", "support", "I would get a parent in for rather less than that.", "-"),
    "key": ("hd-01", "support", "We gave her a key to the music room.", "+"),
    "arrive": ("hd-02", "moves", "Nobody rings before the Monday they arrive here.", "-"),
    "both": ("fg-01", "mentor", "They asked me when it was all decided already.\n\n"
             "Mike Prosser: We ought to have asked you before the summer.\n\n"
             "Bethan Morse: And now?\n\nAngharad Evans: Now they ring me before anything is said.",
             "+"),
}  # fmt: skip

NAMES = """\
name,kind,replacement,variants,keep
Angharad Evans,person,[young person 1],Angharad; Harri,
Mike Prosser,person,[social worker 1],Mike,
Caerdydd,place,[local authority 3],Cardiff,
Ysgol Bro Gwydryn,school,[school 1],Bro Gwydryn,
07700 900123,phone number,[phone number 1],,
"""


def make_charted(path: Path) -> Study:
    """Make the study at ``path``, coded by ann (ben has coded nothing)."""
    here = path.with_name(f"{path.name}-files")
    here.mkdir(parents=True)
    (here / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    made = make_study(path, name="A charted study", codebooks=(str(here / "book.yaml"),),
                      groups=GROUPS).study  # fmt: skip
    (made.root / "cases.csv").write_text(CASES, encoding="utf-8")
    (here / "speakers.csv").write_text(SPEAKERS, encoding="utf-8")
    for name, text in TALKS.items():
        (here / f"{name}.txt").write_text(text, encoding="utf-8")
    study = Study.open(path)
    table = read_speaker_table(here / "speakers.csv")
    files = [here / f"{name}.txt" for name in TALKS]
    done = Importer(study, ImportOptions(table=table)).import_files(files)
    assert not done.of("failed", "changed")
    rows = ["id,document,code,quote,valence"]
    for name, (document, code, quote, valence) in CODINGS.items():
        quoted = quote.replace('"', '""')
        rows.append(f'{name},{document},{code},"{quoted}",{valence}')
    (here / "codings.csv").write_text("\n".join(rows), encoding="utf-8")
    import_quoted_codings(Study.open(path), "ann", here / "codings.csv")
    names = study.root / "private" / "names.csv"
    names.parent.mkdir(exist_ok=True)
    names.write_text(NAMES, encoding="utf-8")
    study.set_local_coder("ann")
    return Study.open(path)


def opened(study: Study, name: str = "main") -> OpenMatrix:
    """Return a matrix of the study as it is on disk now."""
    study = Study.open(study.root)
    return open_matrix(study, read_matrix(study, name))


def desk_of(study: Study, coding: str, coder: str = "ann", name: str = "main") -> CellEditor:
    """Return a desk at the cell that a coding is quoted in, or stands in."""
    matrix = opened(study, name)
    return find_in_cells(CodingSession(matrix.study, coder), matrix, coding)


def cell_of(study: Study, *key: str, coder: str = "ann", name: str = "main") -> CellEditor:
    """Return a desk at a cell."""
    matrix = opened(study, name)
    row, column, group = key
    return CellEditor(CodingSession(matrix.study, coder), matrix, (row, column, group))


def clear(study: Study, coding: str, coders: Iterable[str] = ("ann", "ben")) -> None:
    """Choose a coding as a quotation and sign it off, whatever may be accepted."""
    desk = desk_of(study, coding)
    if desk.quotation(coding) is None:
        desk.quote(coding)
    for coder in coders:
        desk = desk_of(study, coding, coder)
        desk.sign(coding, [f.kind for f in desk.to_accept(coding)], "for the test")


def set_print(study: Study, **keys: object) -> Study:
    """Set keys of ``[print]`` in the study's settings."""
    path = study.root / "study.toml"
    text = path.read_text(encoding="utf-8")
    for key, value in keys.items():
        shown = f'"{value}"' if isinstance(value, str) else str(value).replace("'", '"')
        shown = shown.lower() if isinstance(value, bool) else shown
        text = re.sub(rf"^#? ?{key} = .*\n", "", text, flags=re.M)
        text = text.replace("[print]\n", f"[print]\n{key} = {shown}\n")
    path.write_text(text, encoding="utf-8")
    return Study.open(study.root)
