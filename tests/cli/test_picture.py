"""``qualcode picture`` as it is typed: every kind and form, and no real name in any of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from lxml import etree

from qualcode.report.pictures.png import png
from qualcode.store.study import Study
from tests.conftest import Result, Run
from tests.workbench.charted import GROUPS

pytestmark = pytest.mark.slow

KINDS = ("bars", "heat", "documents", "co-occurrence")
NAMES = ("Angharad", "angharad", "Mike", "mike", "Prosser", "Harri", "Cardiff")


@pytest.fixture
def coded(charted: Study, run: Run) -> Study:
    """The charted study with a second code on a coded passage, so that codes meet."""
    where = ("coding", "add", "yp-01", "moves", "--quote", "My mentor rang every Monday")
    done = run("-C", charted.root, *where)
    assert done.status == 0, done
    return Study.open(charted.root)


@pytest.fixture
def picture(coded: Study, run: Run):
    """Call ``qualcode picture``; good input is exit status 0, bad input one line and another."""

    def call(*args: object, status: int = 0) -> Result:
        done = run("-C", coded.root, "picture", *args)
        assert done.status == status, (args, done)
        if status:
            assert done.err.count("\n") == 1, done.err
            assert done.out == ""
        return done

    return call


def with_names(study: Study) -> Study:
    """Put real names into everything that a picture may show."""
    book = study.root / "codebook.yaml"
    text = book.read_text(encoding="utf-8")
    assert "name: Support" in text
    text = text.replace("name: Support", "name: What Angharad did")
    text = text.replace("name: Moves", "name: Moves to Cardiff\n    name_cy: Symud i Gaerdydd")
    book.write_text(text, encoding="utf-8")
    settings = study.root / "study.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace(GROUPS["yp"], "Friends of Harri").replace("A charted", "Mike's")
    settings.write_text(text, encoding="utf-8")
    return Study.open(study.root)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_shown_here_and_written_in_every_form(kind: str, picture, tmp_path: Path):
    shown = picture(kind)
    assert shown.out.count("\n") > 4
    assert "\x1b" not in shown.out
    assert all(len(line) <= 100 for line in shown.out.splitlines())
    assert "Support" in shown.out
    assert any(block in shown.out for block in "░▒▓█")
    for form in ("svg", "PNG", "csv"):
        out = tmp_path / f"a.{form}"
        assert str(out) in picture(kind, "--out", out).out
    drawn = (tmp_path / "a.svg").read_bytes()
    assert etree.fromstring(drawn).get("role") == "img"
    assert (tmp_path / "a.PNG").read_bytes() == png(drawn.decode())
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file() and p.name.startswith("a.")) == [
        "a.PNG", "a.csv", "a.svg"]  # fmt: skip


def test_numbers_are_those_of_the_matrix(picture, coded: Study, tmp_path: Path):
    picture("bars", "--out", tmp_path / "bars.csv")
    rows = list(
        csv.DictReader(io.StringIO((tmp_path / "bars.csv").read_text(encoding="utf-8-sig")))
    )
    from qualcode.analysis.matrix.assembly import assemble
    from qualcode.model.matrix.definition import MatrixDefinition

    made = assemble(coded, MatrixDefinition())
    for row, line in zip(made.matrix.rows, rows, strict=True):
        assert line["theme"] == row.name
        for column in ("works_well", "works_less_well"):
            keys = [(row.id, column, group.id) for group in made.matrix.groups]
            assert int(line[column]) == sum(len(made.evidence.people_in(key)) for key in keys)
        groups = made.matrix.groups
        assert int(line["people"]) == sum(len(made.evidence.spoke(row.id, g.id)) for g in groups)


def test_several_pages_go_to_several_files(picture, coded: Study, run: Run, tmp_path: Path):
    for n in range(30):
        text = tmp_path / f"talk{n}.txt"
        text.write_text(f"I: So {n}?\n\nP: It was number {n}, the best of all.\n", encoding="utf-8")
        assert run("-C", coded.root, "import", text).status == 0
    done = picture("documents", "--out", tmp_path / "d.svg")
    made = sorted(tmp_path.glob("d*.svg"))
    assert len(made) == done.out.count("\n") > 1
    assert (tmp_path / "d-2.svg").exists()
    assert f"page 2 of {len(made)}" in done.out


def test_no_real_name_is_in_any_picture(picture, coded: Study, run: Run, tmp_path: Path):
    text = tmp_path / "talk.txt"
    text.write_text("I: Well?\n\nP: It was all right in the end, you know.\n", encoding="utf-8")
    assert run("-C", coded.root, "import", text, "--as", "mike-talk").status == 0
    with_names(coded)
    for kind in KINDS:
        shown = picture(kind)
        assert "is withheld" in shown.err
        found = [shown.out]
        for form in ("svg", "csv"):
            picture(kind, "--out", tmp_path / f"{kind}.{form}")
            found += [p.read_text(encoding="utf-8") for p in tmp_path.glob(f"{kind}*.{form}")]
        assert len(found) >= 3
        for text_of in found:
            assert not [name for name in NAMES if name in text_of]
            assert "withheld" in text_of
    assert "withheld-" in (tmp_path / "documents.csv").read_text(encoding="utf-8-sig")


def test_no_participants_words_are_in_any_picture(picture, tmp_path: Path):
    for kind in KINDS:
        picture(kind, "--out", tmp_path / f"{kind}.svg")
        drawn = (tmp_path / f"{kind}.svg").read_text(encoding="utf-8")
        assert "mentor rang" not in drawn
        assert "sofa" not in drawn


def test_what_cannot_be_drawn_is_said_in_one_line(picture, coded: Study, run: Run, tmp_path: Path):
    assert "Use .svg, .png, .csv" in picture("bars", "--out", tmp_path / "a.pdf", status=1).err
    assert "no matrix" in picture("bars", "--name", "nothing", status=1).err
    picture("pie", status=2)
    run("-C", coded.root, "matrix", "new", "chart", "--layout", "cases")
    for kind in ("bars", "heat"):
        done = picture(kind, "--name", "chart", status=1)
        assert "framework chart" in done.err
    assert "Support" in picture("documents", "--name", "chart").out
    run("-C", coded.root, "matrix", "new", "one")
    path = coded.root / "synthesis" / "one" / "matrix.toml"
    path.write_text(path.read_text() + '\ncolumns = ["works_well"]\n', encoding="utf-8")
    assert "not both columns" in picture("bars", "--name", "one", status=1).err
    (tmp_path / "file").write_text("not a folder")
    assert "file" in picture("bars", "--out", tmp_path / "file" / "a.svg", status=1).err
    assert not list(tmp_path.glob("**/a.*"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_study_without_codings_has_no_picture(kind: str, empty_study: Path, run: Run):
    done = run("-C", empty_study, "picture", kind)
    assert done.status == 1
    assert done.err.splitlines()[-1].startswith("qualcode: ")
    assert done.out == ""


def test_a_matrix_narrows_every_picture(picture, coded: Study, run: Run, tmp_path: Path):
    run("-C", coded.root, "matrix", "new", "some", "--code", "moves", "--group", "yp")
    for kind in ("bars", "heat", "documents"):
        out = tmp_path / f"{kind}.csv"
        picture(kind, "--name", "some", "--out", out)
        text = out.read_text(encoding="utf-8")
        assert "Moves" in text
        assert "Support" not in text
        assert "Social care" not in text
    assert "no two codes meet" in picture("co-occurrence", "--name", "some", status=1).err


@pytest.mark.parametrize("form", [".svg", ".csv"])
def test_a_picture_of_transcripts_is_said_to_be_for_the_team(picture, tmp_path: Path, form: str):
    said = "For the team only: it shows single transcripts."
    assert said in picture("documents", "--out", tmp_path / f"d{form}").err
    assert said not in picture("heat", "--out", tmp_path / f"h{form}").err
