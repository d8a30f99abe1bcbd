"""Importing folders: in parallel, stopped and gone on with, told apart by hash, mended by options."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest

from qualcode.errors import BadInputError, StudyError
from qualcode.model.coding.coding import CodingEvent, new_id
from qualcode.store.study import Study, now
from qualcode.transcripts.survey.reader import SurveyOptions
from qualcode.workbench.importing import processes as import_workers
from qualcode.workbench.importing.files import document_ids
from qualcode.workbench.importing.layout import Hints, lay_out_file
from qualcode.workbench.importing.processes import Worker
from qualcode.workbench.importing.report import ImportResult, report_lines
from qualcode.workbench.speakers.speakers import SpeakerRules, roles_of, speakers_of
from tests.conftest import Run
from tests.workbench.importing.talks import TALK, import_all, texts

WELSH = "I: Sut oedd yr ysgol i ti?\n\nP: Roedd yr athrawon yn garedig iawn, ac mae fy ffrindiau yn dal i fod yno. Dw i'n hapus fy mod i wedi aros.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for n in range(40):
        (made / f"talk {n}.txt").write_text(TALK.format(n=n) * 200)
    return made


def state(path: Path) -> dict[str, object]:
    """Return all of a study that does not depend on when it was made."""
    study = Study.open(path)
    files = sorted((path / "documents").iterdir())
    documents = [json.loads(file.read_text()) for file in files]
    for document in documents:
        document.pop("imported")
        study.text(study.document(document["id"]))
    return {
        "documents": documents,
        "cases": sorted(study.cases),
        "originals": sorted(p.name for p in (path / "originals").iterdir()),
        "texts": sorted(p.name for p in study.transcripts.iterdir()),
    }


def start(path: Path, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "qualcode", "-C", path, "import", folder],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def wait_for_documents(path: Path, process: subprocess.Popen[str], count: int) -> None:
    for _ in range(1000):
        if process.poll() is not None or len(Study.open(path).document_ids()) >= count:
            return
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_import_goes_on_where_it_was(
    empty_study: Path, tmp_path: Path, folder: Path, sign: signal.Signals
):
    process = start(empty_study, folder)
    wait_for_documents(empty_study, process, 3)
    process.send_signal(sign)
    _, err = process.communicate(timeout=60)
    if sign == signal.SIGINT and process.returncode != 0:
        assert process.returncode == 130
        # The signal may also come when all are stored and only the report is missing.
        assert "goes on from there" in err or "is saved" in err
        assert "Traceback" not in err
    before = len(Study.open(empty_study).document_ids())
    result = import_all(empty_study, folder)
    assert result.count("unchanged") == before
    assert result.count("imported") == 40 - before
    whole = tmp_path / "whole"
    subprocess.run(
        [sys.executable, "-m", "qualcode", "new", whole], check=True, capture_output=True
    )
    import_all(whole, folder)
    assert state(empty_study) == state(whole)


@pytest.mark.slow
def test_one_broken_file_does_not_stop_forty(empty_study: Path, folder: Path, run: Run):
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 no")
    got = run("-C", empty_study, "import", folder)
    assert got.status == 1
    assert "41 files: 40 imported, 1 failed" in got.out
    assert got.err.count("broken.docx") == 1
    kept = list((empty_study / "private" / "imports").iterdir())
    assert "broken.docx" in kept[0].read_text()
    assert kept[0].read_text().count("imported, 400 turns") == 40


@pytest.mark.slow
def test_a_changed_file_is_told_and_taken_only_where_nobody_coded_it(
    empty_study: Path, folder: Path
):
    import_all(empty_study, folder)
    first, second = folder / "talk 1.txt", folder / "talk 2.txt"
    for file in (first, second):
        file.write_text(file.read_text() + "P: One thing more.\n")
    study = Study.open(empty_study)
    digest = study.document("talk-2").sha256
    coding = CodingEvent(new_id(), "add", "x", 0, 4, digest, now())
    study.append("ann", "talk-2", [coding])
    result = import_all(empty_study, folder)
    assert (result.count("unchanged"), result.count("changed")) == (38, 2)
    assert "--replace" in result.of("changed")[0].error
    assert study.document("talk-1").source_sha256 != ""
    again = import_all(empty_study, folder, replace=True)
    assert [r.document for r in again.of("replaced")] == ["talk-1"]
    assert "coded by ann" in again.of("failed")[0].error
    assert "One thing more" in study.text(study.document("talk-1"))
    assert "One thing more" not in study.text(study.document("talk-2"))
    earlier = list((empty_study / ".qualcode" / "texts").iterdir())
    assert len(earlier) == 1
    assert "One thing more" not in earlier[0].read_text()
    with pytest.raises(StudyError, match="coded by ann"):
        study.replace_document(study.document("talk-2"), "x")


def test_files_of_one_name_and_files_of_one_content(empty_study: Path, tmp_path: Path):
    for part, n in (("Gwynedd", 1), ("Powys", 2)):
        (tmp_path / part).mkdir()
        (tmp_path / part / "head.txt").write_text(TALK.format(n=n))
    (tmp_path / "Powys" / "copy.txt").write_text(TALK.format(n=2))
    result = import_all(empty_study, tmp_path / "Gwynedd", tmp_path / "Powys")
    assert sorted(r.document for r in result.of("imported")) == ["copy", "gwynedd-head"]
    assert [r.document for r in result.of("unchanged")] == ["copy"]
    files = [Path("a/x.txt"), Path("a/x.docx"), Path("b/y.txt")]
    assert list(document_ids(files, {}).values()) == ["x-txt", "x-docx", "y"]


def test_what_a_folder_holds_besides_is_told(tmp_path: Path, empty_study: Path, run: Run):
    given = tmp_path / "in"
    (given / "odd.docx").mkdir(parents=True)
    (given / "a.txt").write_text(TALK.format(n=1))
    (given / "README.txt").write_text("about")
    (given / "sound.mp3").write_bytes(b"ID3")
    (given / ".hidden.txt").write_text("x")
    (given / "people.csv").write_text("id,age\n1,2\n")
    (given / "who.csv").write_text("file,label,case\na.txt,P,P1\n")
    got = run("-C", empty_study, "import", given, "--speakers", given / "who.csv")
    assert got.status == 0, got.err
    for name in ("odd.docx", "README.txt", "sound.mp3", "people.csv", "who.csv"):
        assert name in got.out
    assert ".hidden" not in got.out
    assert Study.open(empty_study).document_ids() == ["a"]


@pytest.mark.slow
def test_a_reader_that_crashes_or_hangs_costs_its_file_alone(monkeypatch: pytest.MonkeyPatch):
    worker = Worker()
    hints = Hints()
    try:
        good = TALK.format(n=1).encode()
        assert worker.lay_out(good, "a.txt", hints).labels == ["I", "P"]
        worker.stop()
        with pytest.raises(BadInputError, match=r"a\.txt: made its reader crash"):
            worker.lay_out(good, "a.txt", hints)
        assert worker.lay_out(good, "a.txt", hints).labels == ["I", "P"]
        with pytest.raises(BadInputError, match=r"b\.docx.*damaged"):
            worker.lay_out(b"PK\x03\x04", "b.docx", hints)
        monkeypatch.setattr(import_workers, "LONGEST", 0.0)
        with pytest.raises(BadInputError, match="took longer than"):
            worker.lay_out(good * 2000, "a.txt", hints)
    finally:
        worker.close()


def test_a_wrong_guess_is_mended_with_one_option(tmp_path: Path, empty_study: Path, run: Run):
    file = tmp_path / "a.txt"
    file.write_text(
        "I: How is it?\nP: Fine.\nCaveat: it was cold.\nI: And now?\nP: Well.\nCaveat: it rained.\n"
        "Anwen - I came later.\n"
    )
    got = run("-C", empty_study, "import", file, "--no-label", "Caveat", "--label", "Anwen")
    assert got.status == 0, got.err
    document = Study.open(empty_study).document("a")
    text = Study.open(empty_study).text(document)
    said = [(t.speaker, text[t.words : t.end]) for t in document.turns]
    assert said == [
        (0, "How is it?"), (1, "Fine.\nCaveat: it was cold."), (0, "And now?"),
        (1, "Well.\nCaveat: it rained."), (2, "I came later."),
    ]  # fmt: skip
    for wrong in (["--label", "Bryn"], ["--no-label", "Bryn"], ["--encoding", "utf-99"]):
        other = tmp_path / "b.txt"
        other.write_text(file.read_text() + "\n")
        refused = run("-C", empty_study, "import", other, *wrong)
        assert refused.status == 1
        assert wrong[1] in refused.err
    old = tmp_path / "c.txt"
    old.write_bytes("I: Pam?\nP: Tŷ, dŵr.\nI: Ie?\nP: Ie.\n".encode("iso8859-14"))
    run("-C", empty_study, "import", old, "--encoding", "iso8859-14")
    assert "Tŷ, dŵr." in Study.open(empty_study).text(Study.open(empty_study).document("c"))


@pytest.mark.slow
def test_what_recurs_and_is_no_speaker_is_told_in_every_report(
    tmp_path: Path, empty_study: Path, run: Run
):
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(27):
        field = "Date" if n < 20 else "Key point"
        talk = f"I: How is it {n}?\n\nP: It went well.\n\n{field}: It was the {n}th.\n\n" * 3
        (folder / f"a{n}.txt").write_text(talk)
    one = folder / "a1.txt"
    told = 'heads of paragraphs not taken for speakers: “Date” 3×; to take one: --label "Date"'
    assert told in run("-C", empty_study, "import", one, "--dry-run").out
    as_json = run("-C", empty_study, "import", one, "--dry-run", "--json").out
    assert told in json.loads(as_json)[0]["notes"]
    # Of many files the labels are summed up, and none is hidden behind another.
    summary = run("-C", empty_study, "import", folder).out
    assert "“Date” 60× in 20 files, “Key point” 21× in 7 files" in summary
    assert summary.count("heads of paragraphs") == 1
    (report,) = (empty_study / "private" / "imports").iterdir()
    assert report.read_text().count("“Key point” 3×") == 7


def said_in(study: Path, document: str) -> list[tuple[str | None, str]]:
    known = Study.open(study).document(document)
    text = Study.open(study).text(known)
    names = {-1: None, **dict(enumerate(s.label for s in known.speakers))}
    return [(names[t.speaker], text[t.words : t.end]) for t in known.turns]


THE_TWO = [("I", "How was it?"), ("P", "Fine."), ("I", "And then?"), ("P", "No more.")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.txt", "{} – {}\n\n"),
        ("a.txt", "{} - {}\n"),
        ("a.txt", "{}\t{}\n"),
        ("a.txt", "({}) {}\n\n"),
        ("a.txt", "[{}] {}\n\n"),
        ("a.txt", "00:01 {} {}\n\n"),
        ("a.txt", "{}\n\n{}\n\n"),
        ("a.txt", "{} {}\n\n"),
        ("a.md", "**{}** {}\n\n"),
        ("a.md", "**{}** [0:10]{}\n\n"),
        ("a.md", "- **{}:** {}\n"),
        ("a.docx", "{} – {}"),
        ("a.docx", "({}) {}"),
        ("a.docx", "{} {}"),
    ],
)
def test_a_label_is_taken_in_every_form_that_lines_begin_with(
    tmp_path: Path, empty_study: Path, run: Run, name: str, form: str
):
    paragraphs = [form.format(who, words) for who, words in THE_TWO]
    if name.endswith("docx"):
        document = docx.Document()
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        document.save(str(tmp_path / name))
    else:
        (tmp_path / name).write_text("".join(paragraphs))
    given = tmp_path / name
    got = run("-C", empty_study, "import", given, "--label", "I", "--label", "P")
    assert got.status == 0, got.err
    assert said_in(empty_study, "a") == THE_TWO
    assert "no speaker labels" not in got.out
    assert "nobody's" not in got.out


def test_a_label_after_a_lone_interviewers_or_within_a_paragraph(
    tmp_path: Path, empty_study: Path, run: Run
):
    lone, joined = tmp_path / "lone.txt", tmp_path / "joined.txt"
    lone.write_text("Interviewer: How?\n\nC – Fine.\n\nInterviewer: And?\n\nC – Good.\n")
    joined.write_text("Interviewer: How? C: Fine.\n\nInterviewer: And?C: Good.\n")
    for file in (lone, joined):
        got = run("-C", empty_study, "import", file, "--label", "C", "--speaker", "C=P1")
        assert got.status == 0, got.err
        assert said_in(empty_study, file.stem) == [
            ("Interviewer", "How?"), ("P1", "Fine."), ("Interviewer", "And?"), ("P1", "Good."),
        ]  # fmt: skip
        assert "a guess" not in got.out
        assert "only speaker" not in got.out


def test_what_was_said_of_a_long_turn_goes_when_a_label_divides_it(
    tmp_path: Path, empty_study: Path, run: Run
):
    document = docx.Document()
    for paragraph in ("I: How?", "P: So.", *["It went on."] * 30, "C – It was late.", "I: Ah?"):
        document.add_paragraph(paragraph)
    document.save(str(tmp_path / "a.docx"))
    given = ["import", tmp_path / "a.docx", "--dry-run"]
    assert "“P” goes on for 32 paragraphs" in run("-C", empty_study, *given).out
    assert "“P” goes on" not in run("-C", empty_study, *given, "--label", "C").out
    assert (
        "C → Speaker 3: participant; 1 turn" in run("-C", empty_study, *given, "--label", "C").out
    )


def test_what_has_no_label_stays_nobodys_and_is_counted(
    tmp_path: Path, empty_study: Path, run: Run
):
    file = tmp_path / "a.txt"
    given = ["--label", "Key worker", "--speaker", "Key worker=P1"]
    talk = "[0:0{}] We had tea.\n\n[0:0{}] Key worker: Fine.\n\n"
    file.write_text(talk.format(1, 2) + talk.format(3, 4) + talk.format(5, 6))
    got = run("-C", empty_study, "import", file, *given)
    assert got.status == 0, got.err
    assert said_in(empty_study, "a") == [(None, "We had tea."), ("P1", "Fine.")] * 3
    assert [t.start_ms for t in Study.open(empty_study).document("a").turns] == [
        1000, 2000, 3000, 4000, 5000, 6000,
    ]  # fmt: skip
    assert "3 paragraphs were left as nobody's" in got.out
    assert "heads of paragraphs" not in got.out


def test_a_label_that_is_misspelt_or_part_of_a_word_is_refused_with_the_nearest(
    tmp_path: Path, empty_study: Path, run: Run
):
    file = tmp_path / "a.txt"
    file.write_text("How was it?\n\nFoster-carer: Fine. Foster said so.\n\nIt rained.\n")
    got = run("-C", empty_study, "import", file, "--label", "Foster carer")
    assert got.status == 1
    assert "'Foster-carer' comes nearest" in got.err
    for wrong in ("Foster", "It", ""):
        assert run("-C", empty_study, "import", file, "--label", wrong).status == 1
    assert Study.open(empty_study).documents() == []


def test_a_speaker_table_is_edited_in_the_documents_file(
    tmp_path: Path, empty_study: Path, run: Run
):
    file = tmp_path / "a.txt"
    file.write_text("Ann Lee: One.\nBob Roe: Two.\n" * 3)
    run("-C", empty_study, "import", file)
    path = empty_study / "documents" / "a.json"
    was = '{"label":"Speaker 1"}'
    assert was in path.read_text()
    path.write_text(path.read_text().replace(was, '{"label":"Chair","role":"interviewer"}'))
    rows = json.loads(run("-C", empty_study, "table", "documents", "--json").out)
    assert rows[0]["turns"] == 6
    assert "Chair" in run("-C", empty_study, "documents").out
    assert run("-C", empty_study, "check").status == 0
    path.write_text(path.read_text().replace('"role":"interviewer"', '"role":"boss"'))
    broken = run("-C", empty_study, "documents")
    assert broken.status == 1
    assert "documents/a.json" in broken.err


def test_the_language_is_found_out():
    assert lay_out_file(WELSH.encode(), "a.txt", Hints()).language == "cy"
    assert lay_out_file((TALK * 3).encode(), "a.txt", Hints()).language == "en"
    assert lay_out_file(b"I: Yes.", "a.txt", Hints()).language == ""
    assert lay_out_file(WELSH.encode(), "a.txt", Hints(language="en")).language == "en"


def test_ten_files_of_which_one_is_broken_are_told_on_one_screen(
    tmp_path: Path, empty_study: Path, run: Run
):
    given = tmp_path / "in"
    given.mkdir()
    for n in range(9):
        (given / f"{n}.txt").write_text(TALK.format(n=n) * 3)
    (given / "x.vtt").write_text("nothing")
    got = run("-C", empty_study, "import", given, "--dry-run")
    assert got.status == 1
    lines = (got.out + got.err).splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 200
    assert not list((empty_study / "documents").glob("*.json"))
    assert not (empty_study / "private" / "imports").exists()


def test_the_report_as_json(tmp_path: Path, empty_study: Path, run: Run):
    file = tmp_path / "a.txt"
    file.write_text(TALK.format(n=1))
    (record,) = json.loads(run("-C", empty_study, "import", file, "--json").out)
    assert record["status"] == "imported"
    assert record["speakers"][0]["why"] == "by the label"
    assert [s["words"] for s in record["speakers"]] == [7, 8]


def test_many_files_alike_are_told_together():
    from qualcode.workbench.importing.report import ImportReport

    notes = ("3 pictures were not imported",)
    reports = [ImportReport(f"{n}.docx", "imported", f"d{n}", "Word", "en", 2, 9, notes=notes)
               for n in range(60)]  # fmt: skip
    lines = report_lines(ImportResult(reports, files=60))
    files = "60 files (d0, d1, d2, d3, d4, d5 and 54 more)"
    assert f"  {files}: 3 pictures were not imported" in lines
    assert len(lines) < 12


ANSWERS = """\
Response ID,E-mail,Role,Local authority,What helped most at school?,What got in the way?
a1,ann@example.org,Teacher,Powys,"My mentor rang every Monday, and asked how I was.","Moving, twice in one year, and nobody told the school."
a2,bob@example.org,Social worker,Gwynedd,"A plan that he had written himself, with our help.",
a3,cai@example.org,Teacher,Conwy,"One adult who was there for her, every day.","The taxi: it came late, so he missed the register."
"""


@pytest.mark.parametrize("per", ["question", "respondent"])
def test_answers_to_a_survey(tmp_path: Path, empty_study: Path, run: Run, per: str):
    file = tmp_path / "answers.csv"
    file.write_text(ANSWERS)
    seen = run("-C", empty_study, "import", file, "--survey", per, "--dry-run")
    assert "answers:" in seen.out
    assert not Study.open(empty_study).document_ids()
    got = run("-C", empty_study, "import", file, "--survey", per, "--group", "staff")
    assert got.status == 0, got.err
    study = Study.open(empty_study)
    assert len(study.document_ids()) == {"question": 2, "respondent": 3}[per]
    said = {
        (document.speakers[turn.speaker].case, study.text(document)[turn.words : turn.end])
        for document in study.documents()
        for turn in document.turns
        if turn.speaker >= 0
    }
    assert len(said) == 5
    assert ("a2", "A plan that he had written himself, with our help.") in said
    assert study.cases["a1"].attributes == {
        "group": "staff", "role": "Teacher", "local_authority": "Powys",
    }  # fmt: skip
    assert run("-C", empty_study, "check").status == 0
    again = run("-C", empty_study, "import", file, "--survey", per)
    assert "unchanged" in again.out
    assert again.status == 0


def test_respondents_named_by_an_address_get_ids(tmp_path: Path, empty_study: Path, run: Run):
    file = tmp_path / "answers.csv"
    file.write_text(ANSWERS)
    args = ["--survey", "question", "--id-column", "E-mail"]
    run("-C", empty_study, "import", file, *args)
    assert sorted(Study.open(empty_study).cases) == ["R001", "R002", "R003"]
    kept = (empty_study / "private" / "respondents.csv").read_text()
    assert "answers.csv,ann@example.org,R001" in kept
    for tracked in [empty_study / "cases.csv", *(empty_study / "documents").iterdir()]:
        assert "example.org" not in tracked.read_text()


def test_a_table_that_is_no_transcript_says_what_it_could_be(
    tmp_path: Path, empty_study: Path, run: Run
):
    file = tmp_path / "answers.csv"
    file.write_text(ANSWERS)
    got = run("-C", empty_study, "import", file)
    assert got.status == 1
    assert "--survey question" in got.err
    wrong = run("-C", empty_study, "import", file, "--survey", "question", "--answers", "Other")
    assert "no column “Other”" in wrong.err
    assert run("-C", empty_study, "import", file, "--answers", "x").status == 2


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("1 turns, 12 words, 1 speakers", "1 turn, 12 words, 1 speaker"),
        ("1 comments in the file were kept", "1 comment in the file was kept"),
        ("1 footnotes or endnotes stand at the end", "1 footnote or endnote stand at the end"),
        ("3 comments were kept, 1 entries", "3 comments were kept, 1 entry"),
        ("answered by 1 of 3, turn 1", "answered by 1 of 3, turn 1"),
    ],
)
def test_one_of_a_kind_is_said_in_the_singular(note: str, shown: str):
    from qualcode.workbench.importing.report import ImportReport

    report = ImportReport("a.txt", "imported", "a", notes=(note,))
    assert f"  {shown}" in report_lines(ImportResult([report], files=1))


def test_rows_of_two_surveys_are_not_the_same_people(tmp_path: Path, empty_study: Path, run: Run):
    for name, role in (("heads.csv", "Head"), ("carers.csv", "Carer")):
        (tmp_path / name).write_text(
            "Role,What helped most at school?\n"
            f"{role},The mentor who rang us every Monday.\n{role},A plan that he wrote himself.\n"
            f"{role},\n"
        )
        got = run("-C", empty_study, "import", tmp_path / name, "--survey", "question")
        assert got.status == 0, got.err
    cases = Study.open(empty_study).cases
    assert [c for c in cases if cases[c].attributes["role"] == "Head"] == ["R001", "R002", "R003"]
    carers = [c for c in cases if cases[c].attributes["role"] == "Carer"]
    assert carers == ["carers-R001", "carers-R002", "carers-R003"]
    assert Study.open(empty_study).document("carers-q1-what-helped-most-at-school").cases == (
        "carers-R001", "carers-R002",
    )  # fmt: skip
    for name in ("heads.csv", "carers.csv"):
        again = run("-C", empty_study, "import", tmp_path / name, "--survey", "question")
        assert "unchanged" in again.out
    assert len(Study.open(empty_study).cases) == 6
    assert (
        "carers.csv,row 1,carers-R001" in (empty_study / "private" / "respondents.csv").read_text()
    )


@pytest.mark.parametrize(
    ("talk", "asks"),
    [
        ("Ann: Why?\nBob: So.\nCai: Thus.\nAnn: And?\nBob: Yes.\nCai: No.\n" * 2, "Ann"),
        ("Ann: Why?\nBob: So?\nCai: Thus.\nAnn: And?\nBob: Yes?\nCai: No.\n" * 2, None),
        ("Ann: Why?\nBob: So.\n", None),
    ],
)
def test_who_asks_in_a_group_is_the_interviewer_if_that_is_plain(talk: str, asks: str | None):
    read = lay_out_file(talk.encode(), "a.txt", Hints())
    rules = SpeakerRules()
    found = speakers_of(roles_of(read.labels, read.turns, read.words, read.asks, rules), rules)
    who = [one.label for one in found if one.speaker.role == "interviewer"]
    assert who == ([asks] if asks else [])


def test_two_surveys_at_once_are_not_the_same_people(tmp_path: Path, empty_study: Path, run: Run):
    names = []
    for name in ("heads", "carers"):
        names.append(tmp_path / f"{name}.csv")
        names[-1].write_text(
            f"Role,What helped?\n{name},The mentor who rang us every Monday.\n"
            f"{name},The plan that he wrote by himself.\n"
        )
    assert run("-C", empty_study, "import", *names, "--survey", "respondent").status == 0
    cases = Study.open(empty_study).cases
    assert sorted(cases) == ["R001", "R002", "carers-R001", "carers-R002"]
    assert cases["carers-R002"].attributes["role"] == "carers"


# ---- no two files share an id ------------------------------------------------------------------


LONG = "Interview with the designated lead for looked-after children on the new framework"
#: Names as meetings get them: alike at both ends, however they are cut.
LIKE = f"{LONG}, {{}}, {LONG}"


@pytest.mark.parametrize(
    "names",
    [
        (f"{LIKE.format('0312')}.txt", f"{LIKE.format('0319')}.txt", f"{LONG} 0326.txt"),
        ("Si\u00e2n.txt", "Sia\u0302n.txt", "sian.txt", "SI\u00c2N.TXT"),
        ("a b.txt", "a_b.txt", "A b.md"),
        ("one/x/talk.txt", "two/x/talk.txt", "two/x/Talk!.txt"),
        ("разговор 1.txt", "razgovor 1.txt"),
        ("b/c.txt", "d/c.txt", "b c.txt"),
    ],
)
def test_files_that_would_share_an_id_are_kept_apart(
    empty_study: Path, tmp_path: Path, names: tuple[str, ...]
):
    folder = tmp_path / "in"
    for n, name in enumerate(names):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TALK.format(n=n))
    if len(list(folder.rglob("*.*"))) < len(names):
        pytest.skip("this file system does not tell these names apart")
    first = import_all(empty_study, folder)
    assert first.count("imported") == len(names)
    told = [any("several files" in note for note in r.notes) for r in first.reports]
    assert sum(told) >= 2
    before = texts(empty_study)
    assert len(before) == len(names)
    assert sum(f"number {n}." in text for n in range(len(names)) for text in before.values()) == (
        len(names)
    )
    for replacing in (False, True, True):
        again = import_all(empty_study, folder, replace=replacing)
        assert again.count("unchanged") == len(names), report_lines(again)
        assert texts(empty_study) == before
    changed = folder / names[0]
    changed.write_text(TALK.format(n="seven"))
    assert import_all(empty_study, folder).count("changed") == 1
    result = import_all(empty_study, folder, replace=True)
    assert [(r.status, r.document) for r in result.of("replaced")] == [
        ("replaced", first.reports[[r.file for r in first.reports].index(str(changed))].document)
    ]


def test_a_file_that_came_when_it_was_alone_keeps_its_id(empty_study: Path, tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    first, second = folder / f"{LIKE.format('0319')}.txt", folder / f"{LIKE.format('0312')}.txt"
    first.write_text(TALK.format(n=1))
    [alone] = [r.document for r in import_all(empty_study, folder).reports]
    second.write_text(TALK.format(n=2))
    both = import_all(empty_study, folder, replace=True)
    assert [both.count(s) for s in ("imported", "unchanged", "replaced")] == [1, 1, 0]
    first.write_text(TALK.format(n=3))
    result = import_all(empty_study, folder, replace=True)
    assert [r.document for r in result.of("replaced")] == [alone]
    assert sorted(t.count("number 2") for t in texts(empty_study).values()) == [0, 1]


def test_replace_takes_a_file_of_the_same_name_only(empty_study: Path, tmp_path: Path, run: Run):
    first, second = tmp_path / f"{LIKE.format('0312')}.txt", tmp_path / f"{LIKE.format('0319')}.txt"
    first.write_text(TALK.format(n=1))
    second.write_text(TALK.format(n=2))
    [made] = [r.document for r in import_all(empty_study, first).reports]
    before = texts(empty_study)
    for again in ((), ("--replace",), ("--replace",)):
        got = run("-C", empty_study, "import", second, *again)
        assert got.status == 1
        assert first.name in got.err
        assert texts(empty_study) == before
    # Where no report of the import is left, nobody can say what the file was called.
    for report in (empty_study / "private" / "imports").iterdir():
        report.unlink()
    got = run("-C", empty_study, "import", second, "--replace")
    assert (got.status, texts(empty_study)) == (1, before)
    got = run("-C", empty_study, "import", second, "--replace", "--as", made)
    assert got.status == 0, got.err
    assert "number 2" in texts(empty_study)[f"{made}.txt"]


def test_a_copy_under_another_name_is_told(empty_study: Path, tmp_path: Path, run: Run):
    for name in ("Talk P3.txt", "Talk P4.txt"):
        (tmp_path / name).write_text(TALK.format(n=3))
    said = (
        "Talk P4.txt is the same file, byte for byte, as Talk P3.txt, which is document 'talk-p3'"
    )
    assert said in run("-C", empty_study, "import", tmp_path).out
    assert said in run("-C", empty_study, "import", tmp_path / "Talk P4.txt").out
    assert "byte" not in run("-C", empty_study, "import", tmp_path / "Talk P3.txt").out


def test_long_names_of_survey_files_keep_their_answers_apart(empty_study: Path, tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    for n in (1, 2):
        (folder / f"{LONG} wave {n}.csv").write_text(
            "Response ID,What helped you at school?\n"
            + "".join(
                f"r{n}{i},My teacher number {n}{i} helped me with my reading\n" for i in range(4)
            )
        )
    options = SurveyOptions("question", "Response ID", ())
    first = import_all(empty_study, folder, survey=options)
    assert first.count("imported") == 2, [r.error for r in first.reports]
    again = import_all(empty_study, folder, survey=options, replace=True)
    assert again.count("unchanged") == 2


def test_a_document_keeps_its_id_however_the_file_is_named_now(empty_study: Path, tmp_path: Path):
    file = tmp_path / "Talk 4.txt"
    file.write_text(TALK.format(n=1))
    import_all(empty_study, file, as_id="sc-04")
    file.write_text(TALK.format(n=2))
    [report] = import_all(empty_study, file).reports
    assert (report.status, "'sc-04'" in report.error) == ("changed", True)
    [report] = import_all(empty_study, file, replace=True).reports
    assert (report.status, report.document) == ("replaced", "sc-04")


def test_the_same_words_in_another_file_are_told(empty_study: Path, tmp_path: Path, run: Run):
    (tmp_path / "Talk P3.txt").write_text(TALK.format(n=3))
    (tmp_path / "Talk P4.txt").write_text(TALK.format(n=3) + "\n\n")
    got = run("-C", empty_study, "import", tmp_path)
    assert "Talk P4.txt has the same words as document 'talk-p3', of Talk P3.txt" in got.out
    assert len(texts(empty_study)) == 2
