"""Commands over several files, killed before each change they make: whole or not begun."""

from __future__ import annotations

import re
import shutil
import sys
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path

import pytest

from qualcode.cli.main import main
from qualcode.store.acts import act as acts
from qualcode.store.folder_map import HALF_WRITTEN, kind_of
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run, make_quietly
from tests.cut_off import cut_off, each_cut, everything, needs_fork, tree

pytestmark = [pytest.mark.slow, needs_fork]

GROUP = """\
Interviewer: What works, all of you?

Eleri Vaughan-Pugh: The breakfast club works because nobody asks you where you slept last night.

Osian Trefor: My plan was read out by somebody who had never once met me before.

Eleri Vaughan-Pugh: And the taxi is always the same driver, which helps more than they think.

Osian Trefor: I moved school twice in one winter and lost all my coursework both times.
"""
ALONE = """\
Interviewer: What got in the way?

Marged Celyn: They changed my worker four times before I had finished year nine.

Interviewer: And what helped?

Marged Celyn: Miss Trefor in the library let me keep my bag behind her desk all day.
"""
ELERI = "nobody asks you where you slept last night"
REAL = re.compile(rb"Eleri|Vaughan|Osian|Trefor|Marged|Celyn")


@pytest.fixture(scope="module")
def several_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two interviews, and a study of them: coded, with names, memos, a summary."""
    folder = tmp_path_factory.mktemp("several")
    root = folder / "study"
    book = folder / "book.yaml"
    book.write_text("codes:\n  - id: trust\n    name: Trust\n    definition: Being believed.\n")
    for name, text in (("group.txt", GROUP), ("alone.txt", ALONE)):
        (folder / name).write_text(text)
    make_quietly("new", root, "--codebook", book, "--group", "yp=Young people")
    for line in (
        ("import", folder / "group.txt", "--as", "fg", "--speaker", "Eleri Vaughan-Pugh=EV1",
         "--speaker", "Osian Trefor=OT1", "--group", "yp"),
        ("import", folder / "alone.txt", "--as", "mc", "--case", "MC1", "--group", "yp"),
        ("coding", "add", "fg", "trust", "--quote", ELERI, "--valence", "+",
         "--note", f"Eleri says {ELERI}"),
        ("coding", "add", "fg", "trust", "--quote", "lost all my coursework both times"),
        ("coding", "add", "mc", "trust", "--quote", "let me keep my bag behind her desk all day"),
        ("names", "add", "Eleri Vaughan-Pugh"), ("names", "add", "Osian Trefor"),
        ("names", "add", "Marged Celyn"),
    ):  # fmt: skip
        make_quietly("-C", root, "--coder", "ann", *line)
    study = Study.open(root)
    session = CodingSession(study, "ann")
    session.write_memo("documents", "mc", "Marged Celyn was brief.")
    session.write_memo("codes", "trust", f"As Eleri said: “{ELERI}”.")
    session.set_done("mc", True)
    summary = root / "synthesis" / "main" / "trust--yp--works_well.md"
    summary.parent.mkdir(parents=True, exist_ok=True)
    ids = ", ".join(c.id for c in study.codings())
    summary.write_text(
        f"---\nrow: trust\ngroup: yp\ncolumn: works_well\nauthor: ann\ncodings: [{ids}]\n---\n\n"
        f"Some said {ELERI}, Osian among them.\n"
    )
    for sample in root.rglob("*.sample"):
        sample.unlink()
    return folder


@pytest.fixture
def several(several_once: Path, tmp_path: Path) -> Path:
    """A copy of it for one test; the interviews are beside it."""
    shutil.copytree(several_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "study"


def command(*args: object) -> Callable[[Path], None]:
    """A command in a study; ROOT is the folder above it, CODING-0 the first coding there."""

    def call(root: Path) -> None:
        given = [str(a).replace("ROOT", str(root.parent)) for a in args]
        if any(a.startswith("CODING-") for a in given):
            ids = [coding.id for coding in Study.open(root).codings()]
            given = [ids[int(a[7:])] if a.startswith("CODING-") else a for a in given]
        sys.argv = ["qualcode", "-C", str(root), "--coder", "ann", *given]
        try:
            main()
        except SystemExit as stopped:
            # Three is that the check found errors, as it does in what is quoted here.
            if stopped.code not in (0, None, 3):
                raise RuntimeError(stopped.code) from None

    return call


def revised(root: Path) -> None:
    (root.parent / "new.txt").write_text(ALONE.replace("four times", "five times or six"))


def revised_twice(root: Path) -> None:
    revised(root)
    assert not cut_off(lambda: command("revise", "mc", root.parent / "new.txt")(root), 10**6)


def uncoded(root: Path) -> None:
    shutil.rmtree(root / "codings")
    (root.parent / "mc.txt").write_text(ALONE.replace("four", "five"))


def split_and_taken_back(root: Path) -> None:
    book = (root / "codebook.yaml").read_bytes()
    split = command("codebook", "split", "trust", "--into", "Old", "--into", "Young")
    assert not cut_off(lambda: split(root), 10**6)
    (root / "codebook.yaml").write_bytes(book)


def split_to_be_assigned(root: Path) -> None:
    split = command("codebook", "split", "trust", "--into", "Old", "--into", "Young")
    assert not cut_off(lambda: split(root), 10**6)


def folder_of_files(root: Path) -> None:
    folder = root.parent / "more"
    folder.mkdir()
    for number in range(3):
        text = f"Interviewer: And you?\n\nNia Brychan: Answer number {number} is a long one.\n"
        (folder / f"talk {number}.txt").write_text(text)


def left_over(root: Path) -> None:
    """Lay what programs leave where they are cut off: a half-written file, a torn line, a mark."""
    (root / "private" / ".names.csv.x1.part").write_text("half")
    (root / ".merge_file_aBc123").write_text("half")
    log = root / "codings" / "ann" / "mc.jsonl"
    log.write_bytes(BOM_UTF8 + log.read_bytes() + b'{"id":"torn')
    marks = root / "codings" / "ann" / "+done.jsonl"
    marks.write_bytes(marks.read_bytes() + b'{"document":"torn')
    memo = root / "memos" / "ann" / "documents" / "mc.md"
    memo.write_bytes("Was brief, Siân wrote.\n".encode("utf-16"))


def answers(root: Path) -> None:
    rows = "".join(f"Town {n},The bus was late {n} times.\n" for n in range(4))
    (root.parent / "answers.csv").write_text(f"Local authority,What got in the way?\n{rows}")


def nothing(root: Path) -> None:
    pass


#: Commands that change one file, or a file and then another that says nothing without it.
SMALL = [
    (nothing, ("coding", "add", "mc", "trust", "--quote", "They changed my worker four times")),
    (nothing, ("coding", "change", "CODING-0", "--valence", "-", "--note", "less so")),
    (nothing, ("coding", "remove", "CODING-1", "CODING-2")),
    (nothing, ("codebook", "add", "moves", "--name", "Moves", "--definition", "Moving house.")),
    (nothing, ("codebook", "edit", "trust", "--definition", "Being believed by staff.")),
    (nothing, ("codebook", "retire", "trust")),
    (nothing, ("cases", "set", "MC1", "--attribute", "role=pupil")),
    (nothing, ("cases", "rename", "MC1", "MC7")),
    (nothing, ("speakers", "set", "fg", "OT1", "--role", "other")),
    (nothing, ("names", "add", "Carys Penri")),
    (nothing, ("names", "keep", "Trefor")),
    (nothing, ("matrix", "new", "second")),
    (nothing, ("coders", "--me", "ben")),
    (answers, ("import", "ROOT/answers.csv", "--survey", "question", "--group", "yp")),
    (left_over, ("check", "--repair")),
]


@pytest.mark.parametrize(
    ("prepare", "args"), SMALL,
    ids=lambda one: " ".join(map(str, one[:3])) if isinstance(one, tuple) else one.__name__,
)  # fmt: skip
def test_a_small_change_leaves_a_study_that_opens_and_is_done_by_the_same_command(
    several: Path, tmp_path: Path, prepare: Callable[[Path], None], args: tuple[object, ...]
):
    prepare(several)
    before = {coding.id for coding in Study.open(several).codings()}
    for number, cut in each_cut(command(*args), several, tmp_path):
        study = Study.open(cut)
        kept = {coding.id for coding in study.codings()}
        assert before - kept <= (before if "remove" in args else set()), number
        _ = study.usable_codebook(), study.cases, study.documents()
        places = " ".join(problem.where for problem in check_study(study))
        unnamed = [path for path in unknown_files(cut) if path not in places]
        assert unnamed == []


def unknown_files(root: Path) -> list[str]:
    """Return what lies in a study, and is of no kind or half-written."""
    names = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    kinds = ((name, kind_of(name)) for name in names if not name.startswith(".git/"))
    return [name for name, kind in kinds if kind is None or kind is HALF_WRITTEN]


@pytest.mark.parametrize(
    ("prepare", "args"),
    [
        (revised, ("revise", "mc", "ROOT/new.txt", "--why", "heard again")),
        (revised_twice, ("revise", "mc", "--undo")),
        (nothing, ("pseudonymise",)),
        (revised_twice, ("pseudonymise", "--forget-earlier")),
        (nothing, ("withdraw", "MC1", "--yes")),
        (nothing, ("withdraw", "EV1", "--yes")),
        (nothing, ("revise", "mc", "--as", "yp-09")),
        (uncoded, ("import", "ROOT/mc.txt", "--as", "mc", "--case", "MC1", "--replace")),
        (folder_of_files, ("import", "ROOT/more/talk 0.txt", "--case", "NB1", "--group", "yp")),
        (nothing, ("codebook", "split", "trust", "--into", "Trust in staff", "--into", "In peers")),
        (
            split_and_taken_back,
            ("codebook", "split", "trust", "--into", "Staff", "--into", "Peers"),
        ),
        (split_to_be_assigned, ("codebook", "assign", "trust", "young", "--document", "fg")),
    ],
    ids=lambda one: " ".join(map(str, one[:3])) if isinstance(one, tuple) else one.__name__,
)
def test_it_is_whole_or_not_begun_whenever_it_is_killed(
    several: Path, tmp_path: Path, prepare: Callable[[Path], None], args: tuple[object, ...]
):
    prepare(several)
    work = command(*args)
    before = tree(several)
    states = []
    whole = {}
    for number, cut in each_cut(work, several, tmp_path):
        opened = Study.open(cut)
        found = {n.replace(f"{cut.name}/", "study/", 1): data for n, data in tree(cut).items()}
        states.append((number, found))
        if not number:
            whole = found
        assert all(p.level == "note" for p in opened.cut_off)
        assert not acts.unfinished(cut)
    assert whole != before
    assert len(states) > 8
    wrong = [number for number, found in states if found not in (before, whole)]
    assert wrong == []
    assert {found == before for _, found in states} == {True, False}


def test_of_a_folder_each_file_is_imported_whole_or_not(several: Path, tmp_path: Path, run: Run):
    folder_of_files(several)
    met = set()
    for _, cut in each_cut(command("import", "ROOT/more"), several, tmp_path):
        study = Study.open(cut)
        labels = (cut / "private" / "speakers.csv").read_text()
        kept = []
        for number in range(3):
            name = f"talk-{number}"
            files = (study.text_path(name), cut / "originals" / f"{name}.txt",
                     cut / "documents" / f"{name}.json")  # fmt: skip
            there = {path.exists() for path in files} | {f"\n{name}," in labels}
            assert len(there) == 1
            kept += there
        met.add(sum(kept))
        # The same command again goes on from there.
        assert run("-C", cut, "import", tmp_path / "more").status == 0
        assert {"talk-0", "talk-1", "talk-2"} <= set(study.document_ids())
    assert met >= {0, 3}


@pytest.mark.parametrize("case", ["MC1", "EV1"])
def test_a_withdrawal_cut_off_anywhere_leaves_no_word_after_the_next_one(
    several: Path, tmp_path: Path, run: Run, case: str
):
    words = {"MC1": b"changed my worker four times", "EV1": ELERI.encode()}[case]
    told, met = set(), set()
    for _, cut in each_cut(command("withdraw", case, "--yes"), several, tmp_path):
        assert run("-C", cut, "withdraw", case, "--yes").status == 0
        if (left := everything(cut)) in met:
            continue
        met.add(left)
        held = [n for n, data in tree(cut).items() if words in data]
        assert held == []
        assert run("-C", cut, "check").out.count("withdr") == 0
        shutil.rmtree(cut / ".qualcode")
        told.add(run("-C", cut, "check").out)
    assert len(told) == 1


def test_names_are_nowhere_in_texts_after_the_next_command_whatever_was_deleted(
    several: Path, tmp_path: Path, run: Run
):
    for number, cut in each_cut(command("pseudonymise"), several, tmp_path):
        listed = run("-C", cut, "documents", "--json")
        assert listed.status == 0
        # A person may delete every cache; nothing is only there.
        shutil.rmtree(cut / ".qualcode")
        texts = [data for name, data in tree(cut).items() if "/transcripts/" in name]
        named = [bool(REAL.search(text.replace(b"Miss Trefor", b""))) for text in texts]
        assert set(named) in ({True}, {False}), number
        study = Study.open(cut)
        assert all(study.text(document) for document in study.documents())
        assert study.problems == []
        if "finished" in listed.err:
            assert set(named) == {False}


@pytest.mark.parametrize(
    "args", [("withdraw", "MC1", "--yes"), ("pseudonymise",), ("import", "ROOT/alone.txt")]
)
def test_files_that_were_left_half_written_are_named_and_go(
    several: Path, run: Run, args: tuple[str, ...]
):
    parts = [
        several / folder / f".{name}.x1y2.part"
        for folder, name in (("transcripts", "mc.txt"), (".qualcode/texts", "a.txt"),
                             ("private", "names.csv"), ("memos/ann/codes", "trust.md"))
    ]  # fmt: skip
    for part in parts:
        part.parent.mkdir(exist_ok=True)
        part.write_text("They changed my worker four times")
    checked = run("-C", several, "check").out
    assert checked.count("was being written when a program was cut off") == 4
    assert "transcripts/.mc.txt.x1y2.part" in checked
    given = [arg.replace("ROOT", str(several.parent)) for arg in args]
    done = run("-C", several, *given)
    assert done.status == 0
    assert (done.out + done.err).count(".x1y2.part") == 4
    assert not any(part.exists() for part in parts)
