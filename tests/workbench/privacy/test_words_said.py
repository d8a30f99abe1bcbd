"""A participant's words stay on the machine, whoever said them and wherever they are written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.model.quotation.trim import Cut
from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.spoken_words import spoken
from qualcode.store.study import Study
from qualcode.workbench.matrix.numbers import figures
from qualcode.workbench.matrix.pictures import documents_for_export, meetings_for_export
from qualcode.workbench.matrix.report import report_for_export
from qualcode.workbench.privacy.commit_check import guard
from qualcode.workbench.privacy.words_said import compared, words_in_files
from tests.conftest import Run, make_quietly
from tests.workbench.charted import CODINGS, cell_of, clear, desk_of, opened, set_print
from tests.workbench.privacy.test_commit_check import commit, git
from tests.workbench.privacy.test_real_names import forged, place_of, put_definition

pytestmark = pytest.mark.slow

#: Said by a young person; nobody coded them.
UNCODED = "The cook let me taste the soup before any of the others came down."
CELL = ("support", "works_well", "sc")


@pytest.fixture(scope="module")
def talked_once(charted_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The charted study with one talk more, of which nothing is coded; all of it committed."""
    folder = tmp_path_factory.mktemp("talked")
    file, root = folder / "talk.txt", shutil.copytree(charted_once, folder / "charted")
    file.write_text(
        "I: Was there anybody you could go to when the day had been a long one?\n\n"
        f"P: {UNCODED} She kept a stool\n\nI: Mm.\n\nP: by the door for whoever came in early.\n",
        encoding="utf-8",
    )
    make_quietly("-C", root, "import", file, "--as", "yp-09")
    taken, said = commit(root)
    assert taken, said
    return folder


@pytest.fixture
def talked(talked_once: Path, tmp_path: Path) -> Study:
    shutil.copytree(talked_once, tmp_path, dirs_exist_ok=True)
    return Study.open(tmp_path / "charted")


@pytest.mark.parametrize("text", [
    f"One said: {CODINGS['monday'][2]}",
    f"One said: {UNCODED}",
    "One said: THE COOK let me taste\nthe **soup** – before any of the others.",
    "She kept a stool by the door for whoever came in early, one said.",
])  # fmt: skip
@pytest.mark.parametrize("key", [CELL, ("moves", "mixed", "ed")])
def test_words_of_any_transcript_are_kept_as_a_draft_in_any_cell(talked: Study, text, key):
    desk = cell_of(talked, *key)
    said = desk.save(text)
    assert said.startswith("Kept as a draft on this machine, not in git yet: its words ")
    assert said.endswith(("was said in yp-09", "was said in yp-01", "said in fg-01"))
    assert "soup" not in said
    assert desk.draft
    assert not list((talked.root / "synthesis").rglob("*.md"))


def test_an_interviewers_words_are_nobodys(talked: Study):
    text = "Asked: was there anybody you could go to when the day had been a long one?"
    assert cell_of(talked, *CELL).save(text) == "Saved"


def test_what_a_cleared_quotation_prints_may_stand_in_any_summary(talked: Study):
    text = "One said that the office had a terrible sofa and you could just go."
    assert cell_of(talked, *CELL).save(text).startswith("Kept as a draft")
    clear(talked, "sofa")
    assert cell_of(talked, *CELL).save(text) == "Saved"
    assert commit(talked.root) == (True, "")


def test_transcripts_that_are_not_here_are_counted(talked: Study):
    (talked.root / "transcripts" / "yp-09.txt").unlink()
    said = cell_of(talked, *CELL).save(f"One said: {UNCODED}")
    assert said == "Saved; 1 transcript is not on this machine, and its words were not looked for"
    git(talked.root, "add", "-A")
    notes: list[str] = []
    assert guard(talked.root, notes=notes) == []
    assert notes == ["1 transcript is not on this machine, and its words were not looked for"]
    assert "1 transcript is not on this machine" in commit(talked.root)[1]


def test_a_text_that_was_changed_and_one_of_no_document_count_by_their_labels(talked: Study):
    texts = talked.root / "transcripts"
    (texts / "yp-09.txt").write_text(f"I: Who was it that came in here?\n\nP: {UNCODED} Yes.\n")
    (texts / "stray.txt").write_text(f"INT: Who was it that came in here?\n\nMeg: {UNCODED}\n")
    found = {one.document: one.words for one in spoken(talked.root, texts)}
    assert found["stray"] in found["yp-09"].replace(" yes", "")
    assert "who was it" not in found["stray"] + found["yp-09"]


@pytest.mark.parametrize(("file", "text"), [
    ("synthesis/main/support--yp--works_well.md", "---\nrow: support\n---\n\n{}\n"),
    ("synthesis/main/matrix.toml", 'title = "{}"\n'),
    ("synthesis/main/matrix.toml", 'summary = """\n{}"""\n'),
    ("codebook.yaml", "codes:\n  - id: a\n    name: A\n    definition: '{}'\n"),
    ("codebook.yaml", "codes:\n  - id: a\n    name: A\n    examples:\n      - >-\n        {}\n"),
    ("memos/ann/documents/yp-09.md", "On {}\n"),
    ("study.toml", '# {}\nname = "A"\n'),
])  # fmt: skip
def test_a_commit_with_them_is_refused_and_check_says_so(
    talked: Study, run: Run, file: str, text: str
):
    path = talked.root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    broken = UNCODED.replace(" before", "\n        before")
    path.write_text(text.format(broken), encoding="utf-8")
    line = path.read_text()[: path.read_text().index("The cook")].count("\n") + 1
    taken, said = commit(talked.root)
    assert not taken
    assert f"{file}:{line}: it holds 14 words in a row of what somebody said in yp-09" in said
    assert "soup" not in said
    assert f"git restore --staged {file}" in said
    told = [p for p in json.loads(run("-C", talked.root, "check", "--json").out)
            if p["code"] == "words-disclosed"]  # fmt: skip
    assert file == "study.toml" or [p["where"] for p in told] == [f"{file}:{line}"]
    path.write_text(text.format("The cook let one of them taste the soup early."))
    assert commit(talked.root)[0]


def test_a_file_of_another_kind_is_looked_at_too(talked: Study):
    (talked.root / "readme.md").write_text(f"# A study\n\nOne said {UNCODED.upper()}\n")
    taken, said = commit(talked.root)
    assert not taken
    assert "readme.md:3: it holds 14 words in a row of what somebody said in yp-09" in said


def test_a_note_on_a_coding_is_looked_at_too(talked: Study):
    log = talked.root / "codings" / "ann" / "yp-01.jsonl"
    first, rest = log.read_text().split("\n", 1)
    log.write_text(first[:-1] + f',"note":"{UNCODED}"}}\n' + rest)
    taken, said = commit(talked.root)
    assert not taken
    assert "codings/ann/yp-01.jsonl:1: it holds 14 words" in said


def test_they_are_in_no_export_but_one_for_the_team(talked: Study):
    book = talked.root / "codebook.yaml"
    book.write_text(book.read_text().replace("Help that a young person gets.", UNCODED))
    put_definition(talked, f'title = "{UNCODED}"', f'summary = "{UNCODED}"')
    (talked.root / "synthesis/main/support--sc--works_well.md").write_text(
        f"---\nrow: support\ngroup: sc\ncolumn: works_well\n---\n\n{UNCODED}\n"
    )
    study = Study.open(talked.root)
    report, problems = report_for_export(study, read_matrix(study, "main"))
    assert "soup" not in repr(report)
    told = [p.message for p in problems if p.code == "words-withheld"]
    assert len(told) >= 4
    assert all("yp-09" in message for message in told)
    report, _ = report_for_export(study, read_matrix(study, "main"), uncleared=True)
    assert "soup" in report.matrix.title
    assert "Not for circulation" in report.matrix.watermark


def test_every_text_is_compared_with_every_transcript_at_once(talked: Study):
    texts = ["", "Nobody said this at all in any of the talks we had.", UNCODED.lower()]
    made = compared(talked.root, talked.transcripts, texts)
    assert [len(held) for held in made.held] == [0, 0, 1]
    [one] = made.held[2]
    assert (one.start, one.end, one.first, one.words) == (0, len(UNCODED) - 1, 1, 14)


def test_words_whose_clearing_is_taken_back_are_withheld_again(talked: Study):
    clear(talked, "sofa")
    text = "One said that the office had a terrible sofa and you could just go."
    assert cell_of(talked, *CELL).save(text) == "Saved"
    assert opened(talked).words_held == {}
    for coder in ("ann", "ben"):
        desk_of(talked, "sofa", coder).unsign("sofa")
    assert [held.document for held in opened(talked).words_held.values()] == ["yp-02"]


def test_a_transcript_that_comes_later_is_compared_with_what_was_written_before(
    talked: Study, tmp_path: Path, run: Run
):
    text = "Nobody had told the driver that the gate was locked on Fridays."
    assert cell_of(talked, *CELL).save(text) == "Saved"
    assert opened(talked).words_held == {}
    (tmp_path / "later.txt").write_text(f"I: And?\n\nP: {text}\n")
    assert run("-C", talked.root, "import", tmp_path / "later.txt", "--as", "yp-10").status == 0
    assert [held.document for held in opened(talked).words_held.values()] == ["yp-10"]


WORDS = UNCODED.removesuffix(".").split()


@pytest.mark.parametrize("text", [
    " ".join(f"{word}[^{n}]" for n, word in enumerate(WORDS)),
    "\n".join(f"{n}. {' '.join(WORDS[n : n + 3])}" for n in range(0, len(WORDS), 3)),
    "\n".join(f"P: {' '.join(WORDS[n : n + 4])}" for n in range(0, len(WORDS), 4)),
    "\n".join(f"[00:01:0{n}] {' '.join(WORDS[n : n + 5])}" for n in range(0, len(WORDS), 5)),
    "\n\n".join(
        f"{n}\n00:00:0{n}.000 --> 00:00:0{n}.900\n<v P>{' '.join(WORDS[n : n + 5])}"
        for n in range(0, len(WORDS), 5)
    ),
    " ".join(f"[{word}](https://example.org/a)" for word in WORDS),
    " <!-- so -->".join(WORDS),
    " [laughs] ".join(WORDS),
    "\\N".join(WORDS),
])  # fmt: skip
def test_marks_between_words_make_them_nobody_else_s(talked: Study, text: str):
    made = compared(talked.root, talked.transcripts, ["Her own words.", text])
    assert [bool(found) for found in made.held] == [False, True]
    assert made.is_own == (True, False)
    [held] = made.held[1][:1]
    assert "cook" in text[held.start : held.end]


@pytest.mark.parametrize("write", [
    lambda text: text.encode("utf-16"),
    lambda text: text.encode("utf-16-le"),
    lambda text: text.encode("utf-16-be"),
    lambda text: text.encode("utf-32"),
    lambda text: text.encode("utf-8-sig"),
    lambda text: text.replace("taste", "tâste").encode("cp1252"),
    lambda text: text.encode() + b"\n\0",
    lambda text: text.encode() + b"\n" * 5_000_000,
])  # fmt: skip
@pytest.mark.parametrize("name", ["memos/ann/documents/yp-09.md", "README.md", "cases.csv"])
def test_they_are_found_whatever_program_wrote_the_file(talked: Study, name: str, write):
    found, _ = words_in_files(talked.root, talked.transcripts, {name: write(f"So: {UNCODED}\n")})
    assert [problem.where for problem in found] == [f"{name}:1"]


@pytest.mark.parametrize(("name", "data"), [
    ("codings/ann/yp-09.jsonl", json.dumps({"id": "a", "note": UNCODED}, indent=1)),
    ("codings/ann/yp-09.jsonl", f'{{"id":"a","text":"{UNCODED}"}}'),
    ("codings/ann/yp-09.jsonl", f'{{"id":"a","note":"{UNCODED}'),
    ("codings/ann/yp-09.jsonl", json.dumps({"id": "a", "note": "Café. " + UNCODED},
                                           ensure_ascii=False, separators=(",", ":"))),
    ("suggestions/yp-09.jsonl", json.dumps({"id": "a", "why": UNCODED})),
    ("splits/moves.jsonl", json.dumps({"label": UNCODED}, separators=(",", ":"))),
    ("documents/yp-09.json", json.dumps({"turns": [[0, 1]], "title": UNCODED})),
    ("documents/yp-10.json", json.dumps({"segments": [{"turns": 1, "text": UNCODED}]})),
    ("revisions/yp-09/a.json", json.dumps({"kept": [], "why": UNCODED})),
])  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_they_are_found_in_records_whatever_the_field(talked: Study, name, data, encoding):
    found, _ = words_in_files(talked.root, talked.transcripts, {name: data.encode(encoding)})
    assert [problem.code for problem in found] == ["words-disclosed"]


def test_no_picture_and_no_figure_shows_a_name_that_somebody_said(talked: Study, run: Run):
    book = talked.root / "codebook.yaml"
    book.write_text(book.read_text().replace("name: Support", f"name: {UNCODED[:-1]}"))
    (talked.root / "study.toml").write_text(
        (talked.root / "study.toml").read_text().replace("A charted study", UNCODED)
    )
    study = Study.open(talked.root)
    definition = read_matrix(study, "main")
    report, problems = report_for_export(study, definition, extras=("documents",))
    assert report.pictures
    assert "soup" not in repr(report)
    made = [documents_for_export(study, definition), meetings_for_export(study, definition)]
    for shown, found in [(report, problems), *made]:
        assert "soup" not in repr(shown)
        assert any(p.code == "words-withheld" and "yp-09" in p.message for p in found)
    for kind in ("bars", "heat", "documents"):
        for out in ("p.svg", "p.csv"):
            done = run("-C", study.root, "picture", kind, "--out", talked.root / "reports" / out)
            assert done.status == 0
            assert "the name of" in done.err
            assert "in yp-09, word for word" in done.err
            assert "soup" not in (talked.root / "reports" / out).read_text()
    assert "soup" not in repr(figures(opened(study), "local_authority"))


def test_no_figure_has_a_heading_that_somebody_said(talked: Study):
    cases = talked.root / "cases.csv"
    cases.write_text(cases.read_text().replace("YP2,yp,young person", f'YP2,yp,"{UNCODED}"'))
    made = figures(opened(talked), "role")
    assert "soup" not in repr(made)
    assert any(heading.startswith("[withheld") for heading in made.values)


@pytest.mark.parametrize(
    "trimmed", [f"[{UNCODED[:-1]}]", "[The cook let me taste the] [soup before]"]
)
def test_nobody_puts_them_in_the_brackets_of_a_quotation(talked: Study, trimmed: str):
    clear(talked, "sofa")
    words = CODINGS["sofa"][2]
    with pytest.raises(BadInputError, match="somebody said in yp-09"):
        desk_of(talked, "sofa").trim("sofa", f"{words} {trimmed}")
    with pytest.raises(BadInputError, match="somebody said in yp-09"):
        desk_of(talked, "sofa").trim("sofa", None, signed_as=UNCODED)
    room = desk_of(talked, "room")
    room.quote("room")
    with pytest.raises(BadInputError, match="somebody said in yp-09"):
        room.sign("room", [one.kind for one in room.to_accept("room")], UNCODED)
    assert "soup" not in (talked.root / "quotations" / "ann.jsonl").read_text()


def test_a_quotation_with_them_in_brackets_or_signature_leaves_in_no_export(talked: Study):
    cases = talked.root / "cases.csv"
    cases.write_text(cases.read_text().replace("HD1,hd,head teacher", f'HD1,hd,"{UNCODED}"'))
    set_print(talked, attribution="{role}")
    # As another version, or a hand, would write it.
    at = place_of(talked, "sofa", "and you could just go.")
    forged(talked, "sofa", Cut(at, at, UNCODED[:-1]))
    clear(talked, "parent")
    clear(talked, "late")
    study = Study.open(talked.root)
    assert {q.coding for c in opened(study).matrix.cells for q in c.quotations if q.cleared} == {
        "sofa", "parent", "late",
    }  # fmt: skip
    report, problems = report_for_export(study, read_matrix(study, "main"), ids=True)
    assert "soup" not in repr(report)
    assert [q.coding for c in report.matrix.cells for q in c.quotations] == ["late"]
    told = " ".join(p.message for p in problems if p.code == "words-withheld")
    assert "the quotation sofa (its [brackets], or how it is signed) is withheld" in told
    assert "the quotation parent" in told
