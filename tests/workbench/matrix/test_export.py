"""Nothing leaves the machine but through one gate: every form, every picture, every figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.api import open_study
from qualcode.report.matrix_files import FORMS
from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.study import Study
from qualcode.workbench.matrix.export import (
    WITHHELD,
    WORDS_WITHHELD,
    ExportGate,
    matrix_for_export,
)
from qualcode.workbench.matrix.numbers import figures
from tests.conftest import Run
from tests.workbench.charted import opened
from tests.workbench.privacy.test_real_names import as_read, put

KINDS = ("bars", "heat", "documents", "co-occurrence")
#: Said by a participant; nobody cleared them for print.
SAID = "We hold the meeting at the school and at three"
#: A name of the private table, in a code's name.
NAMED = "What Angharad did"
#: What each way out is called, and the words of the command that takes it.
WAYS = {f"matrix {form}": ("matrix", "--out", f"out{form}") for form in FORMS}
WAYS |= {
    f"picture {kind} {form}": ("picture", kind, "--out", f"out{form}")
    for kind in KINDS
    for form in (".svg", ".csv")
}
WAYS |= {f"picture {kind}, here": ("picture", kind) for kind in KINDS}
WAYS |= {
    f"figures {form}": ("matrix", "numbers", "--by", "local_authority", *form.split())
    for form in ("", "--csv", "--json")
}
WAYS |= {"people": ("matrix",)}


@pytest.fixture
def telling(charted: Study, run: Run) -> Study:
    """A study whose codes tell: the name of one is a real one, that of another was said."""
    done = run("-C", charted.root, "coding", "add", "yp-01", "moves", "--quote",
               "My mentor rang every Monday", "--valence", "+")  # fmt: skip
    assert done.status == 0, done
    book = charted.root / "codebook.yaml"
    put(book, "name: Support", f"name: {NAMED}")
    put(book, "name: Moves", f"name: {SAID}")
    return Study.open(charted.root)


def left(study: Study, run: Run, way: str) -> str:
    """Take a way out and return all that is read there."""
    folder = study.root / "reports"
    folder.mkdir(exist_ok=True)
    words = [str(folder / one) if one.startswith("out.") else one for one in WAYS[way]]
    done = run("-C", study.root, *words)
    assert done.status == 0, done
    written = " ".join(as_read(path) for path in sorted(folder.glob("out*")))
    assert (written != "") == ("--out" in words)
    return written or done.out


@pytest.mark.parametrize("way", WAYS)
def test_a_name_and_words_that_nobody_cleared_are_withheld_on_every_way_out(
    telling: Study, run: Run, way: str
):
    found = " ".join(left(telling, run, way).split())
    assert "Angharad" not in found
    assert SAID not in found
    assert "at three" not in found  # wrapped in a picture, too
    assert "withheld" in found


@pytest.mark.parametrize("way", WAYS)
def test_every_way_out_asks_the_gate(
    telling: Study, run: Run, way: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ExportGate, "text", lambda self, text, what, where="": text and "GATED")
    assert "GATED" in left(telling, run, way)


def test_a_matrix_taken_by_a_script_went_through_it(telling: Study):
    made = repr(open_study(telling.root).matrix())
    assert "Angharad" not in made
    assert SAID not in made


def test_each_is_told_with_what_it_is_and_where(telling: Study):
    _, problems = matrix_for_export(telling, read_matrix(telling, "main"))
    told = {(one.code, one.where): one.message for one in problems}
    assert "the name of row support" in told["name-withheld", "matrix main"]
    assert "“Angharad”" in told["name-withheld", "matrix main"]
    assert "in sc-02, word for word" in told["words-withheld", "matrix main"]


def gate(study: Study, *texts: str, **options) -> ExportGate:
    return ExportGate(study, texts, where="here", again="look again", **options)


def test_an_id_that_names_somebody_is_another_and_the_same_everywhere(charted: Study):
    made = gate(charted)
    names = ["support", "mike-prosser", "Harri_two", "moves", "mike-prosser", "",
             "bro.gwydryn"]  # fmt: skip
    shown = [made.id(name) for name in names]
    assert shown == ["support", "withheld-1", "withheld-2", "moves", "withheld-1", "",
                     "withheld-3"]  # fmt: skip
    # Told once each, however often it stands there.
    assert [one.code for one in made.problems] == ["name-withheld"] * 3


def test_said_words_may_stay_in_what_is_for_the_team_and_names_never(charted: Study):
    assert gate(charted, SAID).text(SAID, "a title") == WORDS_WITHHELD
    assert gate(charted, SAID, uncleared=True).text(SAID, "a title") == SAID
    for uncleared in (False, True):
        made = gate(charted, NAMED, uncleared=uncleared)
        assert made.text(NAMED, "a title", "there") == WITHHELD
        assert [(one.where, one.mend) for one in made.problems] == [
            ("there", "Change it, then look again")
        ]


def test_without_a_table_of_names_it_says_that_none_was_looked_for(charted: Study):
    (charted.root / "private" / "names.csv").unlink()
    for path in (charted.root / "private").glob("speakers.csv"):
        path.unlink()
    made = gate(charted)
    assert [one.code for one in made.problems] == ["no-names"]
    assert made.text(NAMED, "a title") == NAMED


def test_figures_keep_rows_apart_that_they_do_not_name(telling: Study):
    book = telling.root / "codebook.yaml"
    put(book, "id: support\n", "id: mike-support\n    was: [support]\n")
    put(book, "id: moves\n", "id: harri-moves\n    was: [moves]\n")
    rows = figures(opened(Study.open(telling.root)), "local_authority").rows
    ids = [id_ for id_, _ in rows if id_.startswith("withheld")]
    assert len(ids) == len(set(ids)) == 2


def test_no_module_beside_the_gate_withholds_texts():
    import qualcode

    root = Path(qualcode.__file__).parent
    own = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "is withheld: it holds “" in path.read_text(encoding="utf-8")
    ]
    assert len(own) == 1, own
