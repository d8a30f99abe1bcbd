"""A participant withdraws: not a sentence of theirs is left, and nobody else's is touched."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.document.turn_cutting import without_spans
from qualcode.model.personal_names import plain
from qualcode.store.records.withdrawals import read_receipt
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.privacy.own_words import OwnWords
from qualcode.workbench.study.demo import make_demo
from qualcode.workbench.themes.run import write_themes
from qualcode.workbench.withdrawal.removal import Withdrawing
from tests.conftest import Run
from tests.cut_off import cut_off, needs_fork, tree
from tests.examples import examples

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study as ``demo`` makes it, without themes, which take a while."""
    patch = pytest.MonkeyPatch()
    patch.setattr(
        "qualcode.workbench.study.demo._themes", lambda study, progress: "Themes left out"
    )
    path = tmp_path_factory.mktemp("samples") / "study"
    make_demo(path)
    patch.undo()
    return path


@pytest.fixture
def study(samples: Path, tmp_path: Path) -> Study:
    shutil.copytree(samples, tmp_path / "copy")
    return Study.open(tmp_path / "copy")


def said_by(study: Study, case: str) -> dict[str, list[str]]:
    """Return what a case said, by document, a turn an entry."""
    found: dict[str, list[str]] = {}
    for document in study.documents():
        mine = {i for i, s in enumerate(document.speakers) if s.case == case}
        text = study.text(document)
        turns = [text[t.words : t.end] for t in document.turns if t.speaker in mine]
        if turns:
            found[document.id] = turns
    return found


def everybody_else(study: Study, case: str) -> str:
    found = []
    for document in study.documents():
        text = study.text(document)
        mine = {i for i, s in enumerate(document.speakers) if s.case == case}
        found += [text[t.words : t.end] for t in document.turns if t.speaker not in mine]
    return flat("\n".join(found))


def flat(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", plain(text).replace("’", "'")))


def whole_folder(root: Path) -> dict[str, str]:
    """Return every file of the study, git's own left out, as words; zipped ones unpacked."""
    found = {}
    for path in root.rglob("*"):
        if not path.is_file() or ".git" in path.parts:
            continue
        data = path.read_bytes()
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = [archive.read(n).decode("utf-8", "ignore") for n in archive.namelist()]
            text = re.sub(r"<[^<>]*>", "", "\n".join(parts))
        else:
            text = data.decode("utf-8", "ignore")
        found[path.relative_to(root).as_posix()] = flat(text)
    return found


def sentences(turns: list[str]) -> set[str]:
    found = {flat(s) for turn in turns for s in re.split(r"(?<=[.?!…])\s+|\n", turn)}
    # "Yes, I do." is nobody's own.
    return {s for s in found if len(s.split()) >= 3}


def left(root: Path, wanted: set[str]) -> list[tuple[str, str]]:
    return [
        (name, sentence)
        for name, text in whole_folder(root).items()
        for sentence in wanted
        if f" {sentence} " in f" {text} "
    ]


def quoted_everywhere(study: Study, quote: str) -> None:
    """Put a quotation wherever people and programs put them."""
    root = study.root
    for name in ("memos/anwen/codes/stigma.md", "memos/anwen/documents/sc-01.md",
                 "themes/themes.json", "themes/themes.html", ".qualcode/names/x.json",
                 ".qualcode/suggest/x.json", ".qualcode/edit/yp-02-0123456789ab.txt",
                 "reports/extra.md", "private/imports/2026.txt", "more/notes.txt"):  # fmt: skip
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\nBefore it. “{quote}” And after it.\n")
    book = study.codebook_path
    text = book.read_text(encoding="utf-8")
    book.write_text(text + f"\n# {quote}\n", encoding="utf-8")


@pytest.mark.parametrize("case", ["YP02", "FG01B", "SC01"])
def test_not_a_sentence_is_left_anywhere_and_others_are_as_they_were(study: Study, case: str):
    own = said_by(study, case)
    turns = [turn for found in own.values() for turn in found]
    wanted = {s for s in sentences(turns) if s not in everybody_else(study, case)}
    assert len(wanted) > 15
    longest = max(turns, key=len)
    quoted_everywhere(study, re.split(r"(?<=[.?!])\s+", longest)[0])
    session = CodingSession(study, "anwen")
    other = next(d for d in study.document_ids() if d not in own)
    session.change(session.codings(other)[0], note=f"compare: {longest[:200]}")
    # An earlier text of it, and one of another document that stays.
    [first, *_] = own
    text = study.text(study.document(first))
    revise_texts(study, [NewText(first, text.replace("the ", "the  ", 1))], why="test")
    other_text = study.text(study.document(other))
    for path, _ in study.earlier_files(other, study.document(other).sha256):
        path.unlink()
    assert left(study.root, wanted)
    before = {
        (c.document, c.coder, c.id): study.text(study.document(c.document))[
            c.event.start : c.event.end
        ]
        for c in study.codings()
    }
    others = everybody_else(study, case)
    work = Withdrawing(Study.open(study.root), case, "anwen")
    work.do()
    assert left(study.root, wanted) == []
    after = Study.open(study.root)
    assert after.text(after.document(other)) == other_text
    gone = {d.id for d in work.found.gone}
    if not gone:
        assert everybody_else(after, case) == others
    assert case not in after.cases
    assert all(case not in d.cases for d in after.documents())
    standing = after.codings()
    assert {(c.document, c.coder, c.id) for c in standing} == {
        key for key in before if key[2] not in work.found.ids
    }
    for coding in standing:
        document = after.document(coding.document)
        words = after.text(document)[coding.event.start : coding.event.end]
        assert coding.event.sha256 == document.sha256
        if not coding.text_changed:
            assert words == before[(coding.document, coding.coder, coding.id)]
    memo = (study.root / "memos/anwen/codes/stigma.md").read_text(encoding="utf-8")
    assert re.search(r"Before it. “\[withdrawn\][.?!]?” And after it.", memo)
    assert not (study.root / "themes" / "themes.json").exists()
    for summary in (study.root / "synthesis").rglob("*.md"):
        assert not any(i in summary.read_text(encoding="utf-8") for i in work.found.ids)
    assert not after.problems


def themes_of(study: Study, documents: dict[str, str], name: str = "themes") -> list[Path]:
    """Write themes with one passage of each document, given with whose it is, in three forms."""
    passages = []
    for document, case in documents.items():
        found = study.document(document)
        turn = next(t for t in found.turns if found.speakers[t.speaker].case == case)
        passages.append({"document": document, "start": turn.words, "end": turn.end,
                         "text": "Yes, and we all said so too.", "person": case, "group": "",
                         "typical": True})  # fmt: skip
    theme = {"id": "T1", "label": "a", "terms": ["a"], "size": len(passages), "people": 1,
             "near": [], "groups": {}, "stability": 1.0, "passages": passages}  # fmt: skip
    data = {"model": "m", "seed": 0, "segments": 1, "themes": [theme]}
    paths = [study.root / "themes" / f"{name}{suffix}" for suffix in (".html", ".csv", ".json")]
    return write_themes(study, data, paths)


def test_themes_go_with_a_person_whatever_was_said_in_them(study: Study, run: Run):
    """Their passages name the person, even where others said the same words."""
    mine = themes_of(study, {"yp-02": "YP02", "sc-01": "SC01"})
    others = themes_of(study, {"sc-01": "SC01"}, "others")
    (study.root / "themes" / "picture.png").write_bytes(b"a picture, put there by hand")
    dry = run("-C", study.root, "withdraw", "YP02", "--dry-run")
    assert "themes/themes.html: removed, to be made again: qualcode themes" in dry.out
    assert "others" not in dry.out
    assert all(path.exists() for path in mine)
    assert run("-C", study.root, "withdraw", "YP02", "--yes").status == 0
    assert not any(path.exists() for path in mine)
    assert all(path.exists() for path in others)
    assert "Could not look into themes/picture.png: look yourself" in dry.err
    assert (study.root / "themes" / "picture.png").exists()


def test_themes_go_where_the_text_is_not_on_this_machine(study: Study, run: Run):
    made = themes_of(study, {"yp-02": "YP02"})
    study.text_path("yp-02").unlink()
    assert run("-C", study.root, "withdraw", "YP02", "--yes").status == 0
    assert not any(path.exists() for path in made)


def test_themes_of_a_group_go_when_one_of_it_does(study: Study, run: Run):
    """Their offsets would be those of the text before."""
    made = themes_of(study, {"fg-01": "FG01B"})
    assert run("-C", study.root, "withdraw", "FG01B", "--yes").status == 0
    assert not any(path.exists() for path in made)
    later = themes_of(study, {"fg-01": "FG01A"})
    assert run("-C", study.root, "withdraw", "FG01B", "--yes").status == 0
    assert all(path.exists() for path in later)


def test_the_receipt_holds_no_words_and_the_id_and_the_file_are_never_taken_again(
    study: Study, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    original = next((study.root / "originals").glob("yp-02.*"))
    kept = tmp_path / original.name
    kept.write_bytes(original.read_bytes())
    root = study.root
    dry = run("-C", root, "withdraw", "YP02", "--dry-run")
    assert "document yp-02, whole" in dry.out
    assert (root / "documents" / "yp-02.json").exists()
    done = run("-C", root, "withdraw", "YP02", "--yes")
    assert done.status == 0, done.err
    assert "Colleagues:" in done.out
    receipt = read_receipt(root, "YP02")
    assert receipt is not None
    assert receipt.finished
    assert [d.id for d in receipt.gone] == ["yp-02"]
    assert run("-C", root, "check").status == 0
    refused = run("-C", root, "import", kept)
    assert refused.status == 1
    assert "holds the words of YP02, who has withdrawn" in refused.out + refused.err
    other = tmp_path / "new.txt"
    other.write_text("I: Well?\n\nP: Another person altogether.\n")
    refused = run("-C", root, "import", other, "--case", "YP02")
    assert refused.status == 1
    assert "has withdrawn, and its id is never used again" in refused.err
    with (root / "cases.csv").open("a") as table:
        table.write("YP02,young-people,,\n")
    checked = run("-C", root, "check")
    assert checked.status == 3
    assert "case YP02 has withdrawn, and its id is in use" in checked.out
    assert run("-C", root, "withdraw", "YP02", "--yes").status == 0
    assert "YP02" not in (root / "cases.csv").read_text()


def test_it_asks_and_a_wrong_answer_changes_nothing(
    study: Study, run: Run, monkeypatch: pytest.MonkeyPatch
):
    before = {p: p.read_bytes() for p in study.root.rglob("*") if p.is_file()}
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    got = run("-C", study.root, "withdraw", "YP02")
    assert got.status == 1
    assert "Nothing was changed" in got.out
    assert {p: p.read_bytes() for p in study.root.rglob("*") if p.is_file()} == before
    assert "Did you mean" in run("-C", study.root, "withdraw", "YP2").err


def test_without_the_text_of_a_group_nothing_is_begun(study: Study, run: Run):
    study.text_path("fg-01").unlink()
    got = run("-C", study.root, "withdraw", "FG01B", "--yes")
    assert got.status == 1
    assert "run it where the text is" in got.err
    assert "FG01B" in Study.open(study.root).cases
    assert read_receipt(study.root, "FG01B") is None


def test_logs_that_a_merge_brings_back_are_told_and_go_again(study: Study, run: Run):
    root = study.root
    logs = {p: p.read_bytes() for p in root.glob("codings/*/*.jsonl")}
    for case in ("YP02", "FG01B"):
        assert run("-C", root, "withdraw", case, "--yes").status == 0
    standing = {c.id for c in Study.open(root).codings()}
    for path, data in logs.items():
        now_there = path.read_bytes() if path.exists() else b""
        lines = dict.fromkeys([*data.splitlines(keepends=True), *now_there.splitlines(True)])
        path.write_bytes(b"".join(lines))
    checked = run("-C", root, "check")
    assert checked.status == 3
    assert checked.out.count("came back from another copy") == 2
    for case in ("YP02", "FG01B"):
        assert run("-C", root, "withdraw", case, "--yes").status == 0
    assert {c.id for c in Study.open(root).codings()} == standing
    assert run("-C", root, "check").status == 0


@needs_fork
@pytest.mark.parametrize("fatal", [1, 2, 4, 8, 12, 20, 28, 36, 44, 56, 70])
def test_an_interrupted_withdrawal_is_finished_by_the_next(study: Study, run: Run, fatal: int):
    own = [t for found in said_by(study, "FG01B").values() for t in found]
    wanted = {s for s in sentences(own) if s not in everybody_else(study, "FG01B")}
    quoted_everywhere(study, max(own, key=len))
    before = tree(study.root)
    cut_off(lambda: Withdrawing(Study.open(study.root), "FG01B").do(), fatal)
    opened = Study.open(study.root)
    if "FG01B" in opened.cases:
        # Not begun: all is as it was.
        assert tree(study.root) == before
        assert run("-C", study.root, "withdraw", "FG01B", "--yes").status == 0
    assert left(study.root, wanted) == []
    receipt = read_receipt(study.root, "FG01B")
    assert receipt is not None
    assert receipt.finished
    assert all(one.after for one in receipt.cut)
    assert "FG01B" not in run("-C", study.root, "check").out


# ---- receipts that came from others ------------------------------------------------------------


def receipt_of(root: Path, case: str, **said: object) -> Path:
    path = root / "withdrawals" / f"{case}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"case": case, "begun": "2026-01-01T00:00:00Z", **said}))
    return path


DIGEST = "0" * 64


@pytest.mark.parametrize(
    "said",
    [
        {"gone": [{"id": "../../mine", "sha256": DIGEST, "source_sha256": DIGEST}]},
        {"gone": [{"id": "ABSOLUTE", "sha256": DIGEST, "source_sha256": DIGEST}]},
        {"gone": [{"id": "..", "sha256": DIGEST, "source_sha256": DIGEST}]},
        {"gone": [{"id": "yp-02", "sha256": "../../../mine/words", "source_sha256": DIGEST}]},
        {"cut": [{"id": "../../mine", "before": DIGEST, "after": "", "removed": []}]},
        {"cut": [{"id": "a", "before": "../../mine/words", "after": "", "removed": []}]},
        {"texts": ["../../../mine/words"]},
        {"texts": ["ABSOLUTE/words"]},
    ],
)
def test_a_receipt_that_leads_out_of_the_study_is_not_acted_on(
    study: Study, run: Run, tmp_path: Path, said: dict[str, object]
):
    mine = tmp_path / "mine"
    (mine / "folder").mkdir(parents=True)
    (mine / "words.txt").write_text("ten years of work")
    text = json.dumps(said).replace("ABSOLUTE", str(mine))
    receipt_of(study.root, "ZZ9", **json.loads(text))
    for args in (("--dry-run",), ("--yes",)):
        got = run("-C", study.root, "withdraw", "ZZ9", *args)
        assert got.status == 1
        assert len(got.err.splitlines()) == 1
        assert "withdrawals/ZZ9.json: not a receipt" in got.err
    assert "bad-receipt" in run("-C", study.root, "check", "--json").out
    assert (mine / "words.txt").read_text() == "ten years of work"
    assert (mine / "folder").is_dir()


@pytest.mark.parametrize("linked", ["originals", "revisions", "memos", "transcripts"])
def test_nothing_goes_through_a_link_that_the_study_does_not_know(
    study: Study, run: Run, tmp_path: Path, linked: str
):
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("mine.txt", "mine.docx"):
        (outside / name).write_text("not the study's")
    (outside / "mine").mkdir()
    (outside / "mine" / "kept.json").write_text("{}")
    (outside / "ann" / "documents").mkdir(parents=True)
    (outside / "ann" / "documents" / "mine.md").write_text("a diary")
    before = {p: p.read_bytes() for p in outside.rglob("*") if p.is_file()}
    shutil.rmtree(study.root / linked, ignore_errors=True)
    (study.root / linked).symlink_to(outside)
    gone = {"id": "mine", "sha256": DIGEST, "source_sha256": DIGEST}
    receipt_of(study.root, "ZZ9", gone=[gone], texts=[DIGEST])
    run("-C", study.root, "withdraw", "ZZ9", "--dry-run")
    got = run("-C", study.root, "withdraw", "ZZ9", "--yes")
    assert {p: p.read_bytes() for p in outside.rglob("*") if p.is_file()} == before
    assert got.status == 1
    assert f"{linked} is a link out of the study" in got.err


def test_another_interview_of_the_same_id_stays(study: Study, run: Run, tmp_path: Path):
    assert run("-C", study.root, "withdraw", "YP02", "--yes").status == 0
    other = tmp_path / "other.txt"
    other.write_text("I: And you?\n\nP: Quite another person, with words of their own.\n")
    done = run("-C", study.root, "import", other, "--as", "yp-02", "--case", "YP77")
    assert done.status == 0, done.err
    run("-C", study.root, "withdraw", "YP02", "--yes")
    assert "words of their own" in study.text_path("yp-02").read_text()
    assert "yp-02" in Study.open(study.root).document_ids()


# ---- withdrawn at a colleague's ----------------------------------------------------------------


def elsewhere(study: Study, run: Run, case: str, tmp_path: Path) -> Path:
    """Return a colleague's clone to which a withdrawal came, without its texts and originals."""
    clone = tmp_path / "clone"
    shutil.copytree(study.root, clone)
    assert run("-C", study.root, "withdraw", case, "--yes").status == 0
    for name in ("documents", "codings", "revisions", "withdrawals", "synthesis", "cases.csv"):
        there, here = clone / name, study.root / name
        shutil.rmtree(there) if there.is_dir() else there.unlink(missing_ok=True)
        if here.exists():
            (shutil.copytree if here.is_dir() else shutil.copy)(here, there)
    return clone


@pytest.mark.parametrize(("case", "document"), [("YP02", "yp-02"), ("FG01B", "fg-01")])
def test_words_left_on_a_colleagues_machine_are_told_and_read_for_quotations(
    study: Study, run: Run, tmp_path: Path, case: str, document: str
):
    own = [t for found in said_by(study, case).values() for t in found]
    wanted = {s for s in sentences(own) if s not in everybody_else(study, case)}
    clone = elsewhere(study, run, case, tmp_path)
    quotation = re.split(r"(?<=[.?!])\s+", max(own, key=len))[0]
    memo = clone / "memos" / "ben" / "codes" / "stigma.md"
    memo.parent.mkdir(parents=True, exist_ok=True)
    memo.write_text(f"They told us: {quotation} So it is.\n")
    checked = run("-C", clone, "check")
    assert checked.status == 3
    assert f"words of {case}, who has withdrawn, are still on this machine" in checked.out
    assert f"{document}.txt" in checked.out
    dry = run("-C", clone, "withdraw", case, "--dry-run")
    becomes = "removed" if case == "YP02" else "their turns are cut out"
    assert f"transcripts/{document}.txt: {becomes}, it holds their words" in dry.out
    assert dry.out.count(f"originals/{document}.") == 1
    told = json.loads(run("-C", clone, "withdraw", case, "--dry-run", "--json").out)
    assert (f"transcripts/{document}.txt" in told["removed"]) == (case == "YP02")
    assert (f"transcripts/{document}.txt" in told["turns_cut_in"]) == (case != "YP02")
    assert "memos/ben/codes/stigma.md: 1 quotation cut" in dry.out
    assert quotation in memo.read_text()
    done = run("-C", clone, "withdraw", case, "--yes")
    assert done.status == 0, done.err
    assert left(clone, wanted) == []
    assert memo.read_text().startswith("They told us: [withdrawn]")
    assert "withdr" not in run("-C", clone, "check").out
    after, mine = Study.open(clone), Study.open(study.root)
    for one in after.documents():
        assert after.text(one) == mine.text(mine.document(one.id))


def test_words_are_found_where_the_first_withdrawal_had_no_text(
    study: Study, run: Run, tmp_path: Path
):
    own = [t for found in said_by(study, "YP02").values() for t in found]
    wanted = {s for s in sentences(own) if s not in everybody_else(study, "YP02")}
    memo = study.root / "memos" / "ann" / "codes" / "wellbeing.md"
    memo.parent.mkdir(parents=True, exist_ok=True)
    memo.write_text(max(own, key=len))
    text = study.text_path("yp-02")
    kept = text.read_bytes()
    text.unlink()
    assert run("-C", study.root, "withdraw", "YP02", "--yes").status == 0
    assert left(study.root, wanted)
    # It turns up again, from a backup.
    text.write_bytes(kept)
    assert "still on this machine: yp-02.txt" in run("-C", study.root, "check").out
    assert run("-C", study.root, "withdraw", "YP02", "--yes").status == 0
    assert left(study.root, wanted) == []


def of_a_group(tmp_path: Path, run: Run) -> Study:
    root = tmp_path / "group" / "study"
    talk = tmp_path / "talk.txt"
    talk.write_text(
        "Interviewer: What works, all of you?\n\n"
        "Eleri Vaughan: The breakfast club where nobody asks you about home.\n\n"
        "Osian Trefor: My plan was read out by somebody I had never met before.\n\n"
        "Nia Brychan: They rang my carer with good news, as Haf Lewis had said.\n\n"
        "Osian Trefor: I lost all my coursework both times we moved to another town.\n"
    )
    assert run("new", root, "--group", "yp=Young people").status == 0
    speakers = ("Eleri Vaughan=EV1", "Osian Trefor=OT1", "Nia Brychan=NB1")
    given = [word for one in speakers for word in ("--speaker", one)]
    assert run("-C", root, "import", talk, "--as", "fg", *given, "--group", "yp").status == 0
    return Study.open(root)


def test_a_group_whose_participant_comes_back_by_a_merge_keeps_the_others_turns(
    tmp_path: Path, run: Run
):
    study = of_a_group(tmp_path, run)
    root = study.root
    names = ("documents/fg.json", "transcripts/fg.txt", "cases.csv")
    kept = {name: (root / name).read_bytes() for name in names}
    assert run("-C", root, "withdraw", "OT1", "--yes").status == 0
    once = study.text_path("fg").read_text()
    for name, data in kept.items():
        (root / name).write_bytes(data)
    for _ in range(2):
        done = run("-C", root, "withdraw", "OT1", "--yes")
        assert done.status == 0, done.err
        assert study.text_path("fg").read_text() == once
        assert study.text(study.document("fg")) == once
        assert "withdr" not in run("-C", root, "check").out
    assert "Osian" not in once
    assert "Eleri Vaughan: The breakfast club" in once


@pytest.mark.parametrize("first", ["EV1", "OT1"])
def test_two_who_withdrew_from_a_group_go_from_a_text_of_before_both(
    tmp_path: Path, run: Run, first: str
):
    study = of_a_group(tmp_path, run)
    clone = elsewhere(study, run, "EV1", tmp_path)
    before = (clone / "transcripts" / "fg.txt").read_bytes()
    shutil.rmtree(clone)
    clone = elsewhere(study, run, "OT1", tmp_path)
    (clone / "transcripts" / "fg.txt").write_bytes(before)
    memo = clone / "memos" / "ben" / "codes" / "x.md"
    memo.parent.mkdir(parents=True)
    memo.write_text(
        "One: “where nobody asks you about home”, another: “lost all my coursework both times”.\n"
    )
    for case in (first, {"EV1": "OT1", "OT1": "EV1"}[first]):
        assert run("-C", clone, "withdraw", case, "--yes").status == 0
    assert memo.read_text() == "One: “[withdrawn]”, another: “[withdrawn]”.\n"
    assert "withdr" not in run("-C", clone, "check").out
    there = Study.open(clone)
    assert there.text(there.document("fg")) == study.text(study.document("fg"))
    assert "Nia Brychan: They rang" in there.text_path("fg").read_text()


@pytest.mark.parametrize("change", ["pseudonymised", "renamed"])
def test_a_colleagues_text_of_before_another_act_is_read_too(tmp_path: Path, run: Run, change: str):
    study = of_a_group(tmp_path, run)
    if change == "pseudonymised":
        assert run("-C", study.root, "names", "add", "Haf Lewis").status == 0
        clone = elsewhere(study, run, "EV1", tmp_path)
        before = (clone / "transcripts" / "fg.txt").read_bytes()
        shutil.rmtree(clone)
        assert run("-C", study.root, "pseudonymise").status == 0
    else:
        before = study.text_path("fg").read_bytes()
    clone = elsewhere(study, run, "OT1", tmp_path)
    (clone / "transcripts" / "fg.txt").write_bytes(before)
    memo = clone / "memos" / "ben" / "codes" / "x.md"
    memo.parent.mkdir(parents=True)
    memo.write_text("He said “lost all my coursework both times we moved”.\n")
    if change == "renamed":
        for name in ("documents/fg.json", "revisions/fg"):
            (clone / name).rename(clone / name.replace("fg", "group-1"))
        about = clone / "documents" / "group-1.json"
        about.write_text(about.read_text().replace('"id": "fg"', '"id": "group-1"'))
    assert "OT1, who has withdrawn" in run("-C", clone, "check").out
    done = run("-C", clone, "withdraw", "OT1", "--yes")
    assert memo.read_text() == "He said “[withdrawn]”.\n"
    assert "withdr" not in run("-C", clone, "check").out
    assert not (clone / "transcripts" / "fg.txt").exists()
    if change == "renamed":
        there = Study.open(clone)
        assert there.text(there.document("group-1")) == study.text(study.document("fg"))
    else:
        # The names in it cannot be replaced here.
        assert "the text of fg as it is now is not on this machine" in done.err


def test_a_row_of_their_own_goes_with_its_evidence(study: Study, run: Run):
    mine = next(c for c in study.codings() if c.document == "yp-02")
    row = study.root / "synthesis" / "framework" / "YP02--stigma.md"
    row.parent.mkdir(parents=True)
    row.write_text(
        f"---\nrow: YP02\ngroup:\ncolumn: stigma\nauthor: ann\ncodings:\n  - {mine.id}\n---\n\n"
        "She never liked it.\n"
    )
    done = run("-C", study.root, "withdraw", "YP02", "--yes")
    assert done.status == 0
    assert done.out.count("framework/YP02--stigma.md") == 1
    assert "framework/YP02--stigma.md: removed" in done.out
    assert not row.exists()


def test_a_reason_that_quotes_them_is_cut_and_every_other_record_stays(study: Study, run: Run):
    """Of a coder's whole work on quotations, and with suggestions, no more goes than the words."""
    root = study.root
    said = max((t for found in said_by(study, "YP02").values() for t in found), key=len)
    words = re.split(r"(?<=[.?!])\s+", said)[0]
    other = next(c for c in study.codings() if c.document == "sc-01" and c.coder == "anwen")
    log = root / "quotations" / "anwen.jsonl"
    before = log.read_text(encoding="utf-8").splitlines()
    mine = {c.id for c in study.codings(document="yp-02")}
    with log.open("a", encoding="utf-8") as file:
        event = {"coding": other.id, "op": "trim", "at": "2026-01-01", "document": "sc-01",
                 "sha256": "0" * 64, "cuts": [[1, 2, f"as {words} says", False]],
                 "why": f"like “{words}” elsewhere"}  # fmt: skip
        file.write(json.dumps(event, ensure_ascii=False) + "\n")
    answers = root / "suggestions" / "ben.jsonl"
    answers.parent.mkdir(exist_ok=True)
    answer = {"at": "2026-01-01", "document": "sc-01", "did": "rejected", "reason": words}
    answers.write_text(json.dumps(answer, ensure_ascii=False) + "\n", encoding="utf-8")
    dry = run("-C", root, "withdraw", "YP02", "--dry-run")
    assert "quotations/anwen.jsonl: 2 quotations cut, the rest stays" in dry.out
    assert run("-C", root, "withdraw", "YP02", "--yes").status == 0
    after = log.read_text(encoding="utf-8").splitlines()
    kept = [line for line in before if json.loads(line)["coding"] not in mine]
    assert after[:-1] == kept
    assert json.loads(after[-1])["why"].startswith("like “[withdrawn]")
    assert json.loads(after[-1])["cuts"][0][2].startswith("as [withdrawn]")
    assert json.loads(answers.read_text())["reason"].startswith("[withdrawn]")
    assert flat(words) not in flat(log.read_text() + answers.read_text())


def test_what_somebody_put_among_the_studys_own_files_is_looked_through(study: Study, run: Run):
    said = max((t for found in said_by(study, "YP02").values() for t in found), key=len)
    notes = study.root / "codings" / "anwen" / "notes.txt"
    copy = study.root / "documents" / "copy.csv"
    notes.write_text(f"Look at this: {said}\n")
    copy.write_text(f"a,{said}\n")
    assert run("-C", study.root, "withdraw", "YP02", "--yes").status == 0
    assert notes.read_text().startswith("Look at this: [withdrawn]")
    assert not copy.exists()


def test_json_tells_of_half_written_files_that_go(study: Study, run: Run):
    half = study.root / "memos" / ".x.md.ab.part"
    half.write_text("They said")
    told = json.loads(run("-C", study.root, "withdraw", "YP02", "--dry-run", "--json").out)
    assert "memos/.x.md.ab.part" in told["removed"]
    done = json.loads(run("-C", study.root, "withdraw", "YP02", "--json").out)
    assert "memos/.x.md.ab.part" in done["removed"]
    assert not half.exists()


# ---- another id ---------------------------------------------------------------------------------


def test_a_real_name_goes_with_a_document_that_was_renamed(tmp_path: Path, run: Run, study: Study):
    talk = tmp_path / "talk.txt"
    talk.write_text("Interviewer: Well?\n\nGwenllian Rees: It went as badly as it could have.\n")
    root = study.root
    assert run("-C", root, "import", talk, "--as", "gw", "--case", "YP99").status == 0
    assert run("-C", root, "revise", "gw", "--as", "yp-99").status == 0
    assert "yp-99,Gwenllian Rees,YP99" in (root / "private" / "speakers.csv").read_text()
    assert run("-C", root, "withdraw", "YP99", "--yes").status == 0
    held = [p for p in root.rglob("*") if p.is_file() and b"Gwenllian" in p.read_bytes()]
    assert held == []


@pytest.mark.parametrize("new", ["yp-99", "p1"])
def test_an_id_that_was_a_name_is_nowhere_after_another_id_and_a_withdrawal(
    tmp_path: Path, run: Run, study: Study, new: str
):
    talk = tmp_path / "Gwenllian Rees.txt"
    talk.write_text("Interviewer: Well?\n\nP: It went as badly as it could have gone.\n")
    root = study.root
    q = ("-C", root, "--coder", "ann")
    assert run(*q, "import", talk, "--case", "YP99").status == 0
    themes_of(study, {"gwenllian-rees": "YP99", "sc-02": "SC02"})
    line = ("coding", "add", "gwenllian-rees", "stigma", "--quote", "as badly as it could")
    assert run(*q, *line).status == 0
    report = root / "reports" / "made.md"
    report.parent.mkdir(exist_ok=True)
    report.write_text("| gwenllian-rees | 1 |\n")
    done = run(*q, "revise", "gwenllian-rees", "--as", new)
    assert "gwenllian-rees still stands in reports/made.md: change it there" in done.err
    report.unlink()

    def naming(word: str) -> list[str]:
        return [
            path.relative_to(root).as_posix() for path in root.rglob("*")
            if word in path.name.lower()
            or (path.is_file() and word.encode() in path.read_bytes().lower())
        ]  # fmt: skip

    assert naming("gwenllian-rees") == []
    assert run(*q, "withdraw", "YP99", "--yes").status == 0
    assert naming("gwenllian") == []
    assert naming(f"{new}.txt") == []


def test_labels_of_documents_that_are_gone_are_told_and_go_by_their_case(study: Study, run: Run):
    table = study.root / "private" / "speakers.csv"
    table.parent.mkdir(exist_ok=True)
    rows = table.read_text() if table.exists() else "document,label_in_text,speaker\n"
    # As an earlier version left them.
    table.write_text(rows + "old-id,Gwenllian Rees,YP02\n")
    checked = run("-C", study.root, "check").out
    assert "has real names of documents that are not in the study: old-id" in checked
    assert run("-C", study.root, "withdraw", "YP02", "--yes").status == 0
    assert "Gwenllian" not in table.read_text()


def test_suggestions_themes_and_sign_offs_follow_another_id(study: Study, run: Run):
    root = study.root
    themes_of(study, {"sc-02": "SC02"})
    log = root / "suggestions" / "ann.jsonl"
    log.parent.mkdir(exist_ok=True)
    log.write_text('{"at":"2026-01-01","document":"sc-02","did":"rejected"}\n')
    before = run("-C", root, "matrix", "quotations", "--json").out
    done = run("-C", root, "revise", "sc-02", "--as", "care-02")
    assert done.status == 0
    assert "signed off" not in done.err
    assert before.count('"document": "sc-02"') > 0
    after = run("-C", root, "matrix", "quotations", "--json").out
    assert after.replace("care-02", "sc-02") == before
    for name in ("suggestions/ann.jsonl", "themes/themes.json"):
        text = (root / name).read_text()
        assert "care-02" in text
        assert "sc-02" not in text


LINES = st.sampled_from(
    ["It was hard.", "We moved in March, and again in May.", "Nobody asked me at all.", "ŵyl 🙂 yes",
     "One adult.\nAnd another one."]
)  # fmt: skip


@settings(max_examples=examples(60))
@given(
    turns=st.lists(
        st.tuples(st.sampled_from(["I", "A", "B", "C"]), LINES), min_size=2, max_size=14
    ),
    seed=st.integers(0, 10_000),
)
def test_in_any_group_others_turns_and_codings_stay(
    study_path: Path, tmp_path: Path, turns: list[tuple[str, str]], seed: int
):
    from qualcode.model.document.document import Speaker
    from qualcode.model.document.turn_layout import LabelledTurn, lay_out
    from tests.workbench.documents.test_clones import make_document

    root = tmp_path / f"group-{seed}-{len(list(tmp_path.iterdir()))}"
    shutil.copytree(study_path, root)
    text, labels, placed = lay_out([LabelledTurn(who, said) for who, said in turns])
    import msgspec

    roles = {"I": "interviewer"}
    speakers = tuple(
        Speaker(who, roles.get(who, "participant"), None if who == "I" else f"G{who}")
        for who in labels
    )
    document = msgspec.structs.replace(
        make_document(text), id="group", speakers=speakers, turns=tuple(placed)
    )
    with (root / "cases.csv").open("a") as table:
        table.write("GA,yp\nGB,yp\nGC,yp\n")
    study = Study.open(root)
    study.add_documents([(document, text, None)])
    session = CodingSession(study, "ann")
    code = session.codebook.get("moves")
    assert code is not None
    chance = random.Random(seed)
    marked = {}
    for _ in range(6):
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.randint(1, 40))
        if text[start:end].strip():
            try:
                [coding] = session.add("group", [code], (start, end))
            except BadInputError:  # the same span twice
                continue
            marked[coding.id] = (start, end)
    others = [f"{who}: {said}" for who, said in turns if who != "A"]
    if all(who != "A" for who, _ in turns):
        return
    work = Withdrawing(Study.open(root), "GA")
    work.do()
    after = Study.open(root)
    alone = not any(who in "BC" for who, _ in turns)
    assert ("group" in after.document_ids()) == (not alone)
    if alone:
        return
    assert after.text(after.document("group")) == "\n\n".join(others) + "\n"
    now_there = after.text(after.document("group"))
    own = [(t.start, t.end) for t, (who, _) in zip(placed, turns, strict=True) if who == "A"]
    standing = {c.id: c for c in after.codings(document="group")}
    for coding_id, (start, end) in marked.items():
        touching = [(a, b) for a, b in own if start < b + 2 and a - 2 < end]
        if not touching:
            coding = standing[coding_id]
            assert now_there[coding.event.start : coding.event.end] == text[start:end]
            assert not coding.text_changed
        elif any(a <= start and end <= b for a, b in own):
            assert coding_id not in standing


@given(
    st.lists(
        st.text("ab\n", min_size=1, max_size=5).map(str.strip).filter(bool), min_size=1, max_size=6
    ),
    st.data(),
)
def test_turns_taken_out_leave_the_others_as_they_were(pieces: list[str], data):
    pieces = [re.sub(r"\n+", "\n", piece) for piece in pieces]
    text = "\n\n".join(pieces) + "\n"
    spans, at = [], 0
    for piece in pieces:
        spans.append((at, at + len(piece)))
        at += len(piece) + 2
    goes = data.draw(st.lists(st.booleans(), min_size=len(pieces), max_size=len(pieces)))
    after, blocks = without_spans(text, [s for s, g in zip(spans, goes, strict=True) if g])
    kept = [piece for piece, g in zip(pieces, goes, strict=True) if not g]
    assert after == "\n\n".join(kept) + "\n"
    assert all(text[o : o + n] == after[p : p + n] for o, p, n in blocks)
    assert sum(n for _, _, n in blocks) >= len(after) - 1


def test_own_words_are_runs_that_nobody_else_said():
    own = OwnWords(["We moved in March, and then again in May. It hurt me. Yes."])
    own.without(["and then again in the end, she said"])
    text = "He said “we moved in March and then” and It hurt me. Yes, and then again in May."
    assert [text[a:b] for a, b in own.find(text)] == [
        "we moved in March and then", "It hurt me", "and then again in May",
    ]  # fmt: skip
    own.without(["It hurt me."])
    assert own.cut_from("So it hurt me, they said.") == ("So it hurt me, they said.", 0)


def test_json_tells_all_of_it(study: Study, run: Run):
    got = run("-C", study.root, "withdraw", "FG01B", "--json", "--dry-run")
    told = json.loads(got.out)
    assert told["cut"] == [{"document": "fg-01", "turns": 23}]
    assert not told["done"]
    assert told["codings"] == {"anwen": 7}


def test_the_real_name_goes_from_the_private_tables_and_others_stay(
    study_path: Path, run: Run, tmp_path: Path
):
    talk = tmp_path / "talk.txt"
    talk.write_text(
        "I: Who rang, and when was it?\n\nMair Tandridge: Siân Bevanson rang me in the end, on a Monday.\n"
    )
    assert run("-C", study_path, "import", talk, "--case", "SW9").status == 0
    for name in ("Mair Tandridge", "Siân Bevanson"):
        run("-C", study_path, "names", "add", name)
    assert run("-C", study_path, "pseudonymise").status == 0
    assert "Mair Tandridge" in (study_path / "private" / "names.csv").read_text()
    assert run("-C", study_path, "withdraw", "SW9", "--yes").status == 0
    private = "".join(p.read_text() for p in (study_path / "private").rglob("*") if p.is_file())
    assert "Tandridge" not in private
    assert "Siân Bevanson" in private


def test_what_a_link_of_theirs_leads_to_outside_stays_and_is_told(
    study: Study, run: Run, tmp_path: Path
):
    [document] = said_by(study, "YP02")
    outside = tmp_path / "disk.txt"
    text = study.text_path(document)
    outside.write_bytes(text.read_bytes())
    text.unlink()
    text.symlink_to(outside)
    inside = study.root / "memos" / "ann" / "documents" / f"{document}.md"
    inside.parent.mkdir(parents=True, exist_ok=True)
    inside.symlink_to(study.root / "cases.csv")
    got = run("-C", study.root, "withdraw", "YP02", "--yes")
    assert got.status == 1
    assert f"{outside}, to which the text {document}.txt was a link, is outside" in got.err
    assert str(study.root / "cases.csv") not in got.err
    assert outside.exists()
    assert not text.is_symlink()
    assert not inside.is_symlink()
