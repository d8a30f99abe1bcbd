"""``names`` and ``pseudonymise`` as their users call them; names stay private, codings in place."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from qualcode.model.personal_names import NameFinder
from qualcode.store.records.real_names import read_names
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.privacy.name_sitting import NamesWanted, read_sitting
from tests.conftest import Run
from tests.nlp.seeded_names import seeded

pytestmark = pytest.mark.slow

TALK = """\
I: Who rang, Siân Bevanson or somebody else?

Mair Tandridge: Siân's office rang. Sian, and then Davith Prys from Ysgol Bro Gwydryn.

I: Will you say more? Is Will there?

Mair Tandridge: My number is 07700 900123. Siân Bevanson has it.
"""


@pytest.fixture
def named(study_path: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "talk.txt"
    file.write_text(TALK, encoding="utf-8")
    made = run("-C", study_path, "import", file, "--as", "talk")
    assert made.status == 0, made.err
    for quote in ("Siân's office rang", "Siân Bevanson has it", "say more"):
        added = run("-C", study_path, "coding", "add", "talk", "moves", "--quote", quote,
                    "--note", "Siân again")  # fmt: skip
        assert added.status == 0, added.err
    return study_path


def listed(run: Run, path: Path) -> dict[str, dict]:
    out = run("-C", path, "names", "--no-hints", "--json").out
    return {row["text"]: row for row in json.loads(out)}


def text_of(path: Path) -> str:
    study = Study.open(path)
    return study.text(study.document("talk"))


def test_names_are_listed_decided_and_replaced_everywhere(named: Path, run: Run):
    found = listed(run, named)
    assert found["Mair Tandridge"]["risk"] == "high"
    assert found["07700 900123"]["kind"] == "phone number"
    assert found["Ysgol Bro Gwydryn"]["kind"] == "school"
    added = run("-C", named, "names", "add", "Siân Bevanson", "--role", "social worker",
                "--also", "Siân")  # fmt: skip
    assert added.out == "Siân Bevanson (also Siân) → [social worker 1]\n"
    run("-C", named, "names", "add", "Dafydd Prys")
    found = listed(run, named)
    assert found["Davith"]["how"] == "misspelling"
    assert found["Davith"]["form_of"] == "Dafydd Prys"
    assert found["Siân Bevanson"]["count"] == 4
    session = CodingSession(Study.open(named), "ann")
    session.write_memo("documents", "talk", "Siân was there twice.")
    before = {c.id: c for c in Study.open(named).codings(document="talk")}
    dry = run("-C", named, "pseudonymise", "--dry-run")
    assert dry.status == 0, dry.err
    assert text_of(named) == TALK
    done = run("-C", named, "pseudonymise", "--json")
    told = json.loads(done.out)
    assert told["places"] == {"transcripts": 4, "memos": 1, "notes on codings": 3}
    assert {s["text"] for s in told["seems_to_be"]} == {"Davith", "Prys"}
    text = text_of(named)
    assert "[social worker 1]'s office rang. [social worker 1], and then Davith" in text
    codings = Study.open(named).codings(document="talk")
    said = [text[c.event.start : c.event.end] for c in codings]
    assert said == ["[social worker 1]'s office rang", "say more", "[social worker 1] has it"]
    assert [c.text_changed for c in codings] == [False, False, False]
    assert {c.id for c in codings} == before.keys()
    assert {c.event.note for c in codings} == {"[social worker 1] again"}
    assert "[social worker 1] was" in session.memo("documents", "talk")
    again = run("-C", named, "pseudonymise")
    assert "Nothing to replace" in again.out
    for path in named.rglob("*"):
        private = {"private", "originals", ".qualcode", ".git"} & set(path.parts)
        if path.is_file() and not private:
            assert "Siân" not in path.read_text(encoding="utf-8"), path


def test_a_speaker_renamed_keeps_role_and_case(named: Path, run: Run):
    run("-C", named, "names", "add", "Mair Tandridge", "--as", "[young person 4]")
    before = Study.open(named).document("talk")
    assert run("-C", named, "pseudonymise").status == 0
    after = Study.open(named).document("talk")
    assert [s.label for s in after.speakers] == ["I", "[young person 4]"]
    assert [s.role for s in after.speakers] == [s.role for s in before.speakers]
    assert len(after.turns) == len(before.turns)
    undone = run("-C", named, "revise", "talk", "--undo")
    assert undone.status == 0, undone.err
    assert text_of(named) == TALK
    run("-C", named, "pseudonymise", "--forget-earlier")
    assert "not on this machine" in run("-C", named, "revise", "talk", "--undo").err


def test_review_asks_saves_each_answer_and_can_be_stopped(
    named: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    answers = "y\n[School A]\nwhat\n\nk\nq\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    got = run("-C", named, "names", "review", "--no-hints", "--risk", "low")
    assert got.status == 0, got.err
    assert "Not understood" in got.out
    assert "3 decided" in got.out
    names = read_names(named)
    assert [n.replacement for n in names] == ["[person 1]", "[School A]", ""]
    assert [n.keep for n in names] == [False, False, True]
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    got = run("-C", named, "names", "review", "--no-hints", "--risk", "low")
    assert "0 decided" in got.out


def test_the_prompt_explains_its_answers_and_goes_back(
    named: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.stdin", io.StringIO("?\nu\nk\nu\ny\nq\n"))
    got = run("-C", named, "names", "review", "--no-hints", "--lines")
    assert got.status == 0, got.err
    assert "keep it in plain sight" in got.out
    assert "nothing was decided" in got.out
    assert got.out.count("1 of ") == 3
    assert "Undone: " in got.out
    assert "1 decided" in got.out
    assert [(n.replacement, n.keep) for n in read_names(named)] == [("[person 1]", False)]


def test_what_is_kept_and_may_be_a_person_is_told_at_the_end(
    named: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.stdin", io.StringIO("n\nq\n"))
    got = run("-C", named, "names", "review", "--no-hints")
    assert "perhaps a person: Mair Tandridge" in got.err


def test_another_replacement_for_what_seems_a_form_makes_it_a_name_of_its_own(
    named: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    run("-C", named, "names", "add", "Dafydd Prys", "--as", "[person 1]")
    answers = {"Davith": "[person 5]", "Prys": "y"}
    wanted = NamesWanted(risk="low", hints=False)
    found = [row.name for row in read_sitting(Study.open(named), wanted).rows if row.count]
    lines = [answers.get(text, "") for text in found]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    assert run("-C", named, "names", "review", "--no-hints", "--risk", "low").status == 0
    names = {n.name: (n.replacement, n.variants) for n in read_names(named)}
    assert names == {"Dafydd Prys": ("[person 1]", ("Prys",)), "Davith": ("[person 5]", ())}


def test_a_sheet_for_a_spreadsheet_there_and_back(named: Path, run: Run, tmp_path: Path):
    refused = run("-C", named, "names", "sheet", named / "memos" / "x.csv")
    assert refused.status == 1
    assert "private/x.csv" in refused.err
    sheet = named / "private" / "x.csv"
    assert run("-C", named, "names", "sheet", sheet, "--no-hints").status == 0
    rows = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8-sig"))))
    assert {row["accept"] for row in rows} == {""}
    for row in rows:
        if row["text"] == "Mair Tandridge":
            row |= {"accept": "Yes", "choose": "[young person 9]"}
        if row["text"] == "Ysgol Bro Gwydryn":
            row["accept"] = "no"
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    sheet.write_text(out.getvalue(), encoding="utf-8-sig")
    taken = run("-C", named, "names", "accept", sheet)
    assert "1 accepted, 1 kept" in taken.out
    table = json.loads(run("-C", named, "names", "table", "--json").out)
    assert [(t["replacement"], t["keep"]) for t in table] == [
        ("[young person 9]", False),
        ("", True),
    ]
    sheet.write_text("accept,text\nperhaps,Siân\n")
    refused = run("-C", named, "names", "accept", sheet)
    assert refused.err.startswith("qualcode: x.csv:2: ")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("add", "…"), "no letter"),
        (("add", "Siân", "--as", "[Siân]"), "holds the name"),
        (("add", "Siân", "--as", "[]"), "is no replacement"),
        (("add", "Siân", "--as", "[person 8]"), "stands for 'Beth' already"),
        (("add", "Siân", "--as", "[aunt of Bethan]"), "holds the name 'Beth'"),
        (("add", "Siân", "--also", "Bethan"), "is a form of 'Beth'"),
        (("accept", "none.csv"), "none.csv"),
    ],
)
def test_wrong_answers_are_refused_in_one_line(
    named: Path, run: Run, args: tuple[str, ...], words: str
):
    run("-C", named, "names", "add", "Beth", "--as", "[person 8]", "--also", "Bethan")
    got = run("-C", named, "names", *args)
    assert got.status == 1
    assert words in got.err
    assert len(got.err.splitlines()) == 1


def test_one_person_has_one_replacement_and_nobody_gets_a_spent_one(named: Path, run: Run):
    def add(*args: str) -> str:
        got = run("-C", named, "names", "add", *args)
        return got.out or got.err

    assert add("Siân") == "Siân → [person 1]\n"
    assert add("Siân Bevanson", "--also", "Siân") == "Siân Bevanson (also Siân) → [person 1]\n"
    assert "[person 2]" in add("Mair Tandridge")
    assert "[person 3]" in add("Mair")
    assert run("-C", named, "pseudonymise").status == 0
    refused = add("Mair Tandridge", "--also", "Mair")
    assert "different replacements: [person 2], [person 3]" in refused
    assert "[person 2]" in add("Mair Tandridge", "--also", "Mair", "--as", "[person 2]")
    # [person 3] may be in texts by now: the next one is nobody's before.
    assert "[person 4]" in add("Davith Prys", "--also", "Prys")
    assert "stood for somebody before" in add("Eleri", "--as", "[person 3]")
    assert run("-C", named, "names", "keep", "Prys").status == 0
    names = {n.name: n for n in read_names(named)}
    assert names["Davith Prys"].variants == ()
    assert not names["Davith Prys"].keep
    assert names["Prys"].keep


def test_a_speaker_is_called_by_the_role_that_the_cases_give(named: Path, run: Run):
    (named / "cases.csv").write_text("case,role\nYP9,young person\n")
    path = named / "documents" / "talk.json"
    label = next(s.label for s in Study.open(named).document("talk").speakers if s.label != "I")
    text = path.read_text(encoding="utf-8")
    assert f'"label":"{label}"' in text
    path.write_text(text.replace(f'"label":"{label}"', f'"label":"{label}","case":"YP9"'), "utf-8")
    added = run("-C", named, "names", "add", "Mair Tandridge")
    assert added.out == "Mair Tandridge → [young person 1]\n", added.err
    assert run("-C", named, "names", "add", "Siân").out == "Siân → [person 1]\n"


def test_what_stays_is_said_and_the_head_of_a_summary_is_left(named: Path, run: Run):
    cell = named / "synthesis" / "main" / "a.md"
    cell.parent.mkdir(parents=True, exist_ok=True)
    head = "---\nrow: moves\ngroup: all\ncolumn: mixed\nauthor: beth\n---\n"
    cell.write_text(head + "\nBeth and Sia\u0302n rang.\n", encoding="utf-8")
    table = named / "private" / "names.csv"
    table.write_text(
        "name,replacement,variants\nBeth,[person 1],\nSiân,[person 2],\nPrys,,\n"
        "Mair Tandridge,[friend of Beth],Mair\nMair Bowen,[person 3],Mair\n"
    )
    dry = json.loads(run("-C", named, "pseudonymise", "--dry-run", "--json").out)
    done = json.loads(run("-C", named, "pseudonymise", "--json").out)
    assert dry == done
    assert cell.read_text(encoding="utf-8") == head + "\n[person 1] and [person 2] rang.\n"
    left = "\n".join(done["left"])
    assert "synthesis/main/a.md:5 holds 'beth'" in left
    assert "1 name of the table has no replacement" in left
    assert "[friend of Beth] holds the name 'Beth'" in left
    assert "'Mair' is a form of two names" in left


def test_a_table_that_a_spreadsheet_opens_runs_nothing_and_comes_back(named: Path, run: Run):
    for name in ("=1+1 Bevan", "+44 7700 900123"):
        assert run("-C", named, "names", "add", name, "--kind", "phone number").status == 0
    text = (named / "private" / "names.csv").read_text()
    assert not [line for line in text.splitlines() if line[0] in "=+"]
    assert [n.name for n in read_names(named)] == ["=1+1 Bevan", "+44 7700 900123"]
    talk = run("-C", named, "pseudonymise", "--json")
    assert json.loads(talk.out)["places"] == {"transcripts": 1}
    assert "My number is [phone number]." in text_of(named)


def test_a_damaged_table_is_said_with_its_line_and_nothing_replaced(named: Path, run: Run):
    table = named / "private" / "names.csv"
    table.write_text("name,kind,replacement\nSiân,person,[a 1]\nSiân,person,[a 2]\n")
    got = run("-C", named, "pseudonymise")
    assert got.status == 1
    assert "private/names.csv:3" in got.err
    assert text_of(named) == TALK
    table.write_text("Siân\nWill\n")
    assert [n.name for n in read_names(named)] == ["Siân", "Will"]
    assert "no name has been accepted" in run("-C", named, "pseudonymise").err


def test_two_hundred_names_are_gone_and_every_coding_is_on_its_words(
    study_path: Path, run: Run, tmp_path: Path
):
    from qualcode.store.records.real_names import write_names

    study = seeded(documents=6)
    for document, text in study.texts.items():
        file = tmp_path / f"{document}.txt"
        file.write_text(text, encoding="utf-8")
        assert run("-C", study_path, "import", file).status == 0
    session = CodingSession(Study.open(study_path), "ann")
    code = session.codebook.get("moves")
    assert code is not None
    marked: dict[str, str] = {}
    finder = NameFinder(study.names)
    for document, text in study.texts.items():
        for number, turn in enumerate(session.study.document(document).turns):
            if number % 3 == 0:
                [coding] = session.add(document, [code], (turn.words, turn.end))
                marked[coding.id] = text[turn.words : turn.end]
    write_names(study_path, study.names)
    assert run("-C", study_path, "pseudonymise").status == 0
    now_there = Study.open(study_path)
    for document in study.texts:
        assert not finder.find(now_there.text(now_there.document(document)))
    codings = now_there.codings()
    assert {c.id for c in codings} == marked.keys()
    from qualcode.model.personal_names import replaced

    for coding in codings:
        text = now_there.text(now_there.document(coding.document))
        was = marked[coding.id]
        wanted, _ = replaced(was, finder.find(was))
        assert text[coding.event.start : coding.event.end] == wanted
        # Names replaced whole are no change that a coder has to look at.
        assert not coding.text_changed
