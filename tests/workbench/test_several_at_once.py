"""Several programs at one study at the same moment: what each was told is done stays done."""

import csv
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from qualcode.model.case import Case
from qualcode.store.io import durable as files
from qualcode.store.study import Study
from qualcode.workbench.privacy.names import NameTable
from tests.conftest import Run

pytestmark = pytest.mark.slow

#: What a process does: each waits for the file "go", so that they start together.
TOGETHER = """
import sys, time
from pathlib import Path
from qualcode.model.case import Case
from qualcode.store.study import Study
from qualcode.workbench.privacy.names import NameTable

root, me = Path(sys.argv[1]), sys.argv[2]
study = Study.open(root)
table = NameTable(study)
print("ready", flush=True)
sys.stdin.readline()
for n in range(10):
    DEED
"""


def do_at_once(root: Path, deed: str, people: int = 4) -> None:
    program = TOGETHER.replace("DEED", deed)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, root, f"p{n}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for n in range(people)
    ]  # fmt: skip
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    for one in started:
        _, err = one.communicate(timeout=120)
        assert one.returncode == 0, err


def commands_at_once(root: Path, commands: Sequence[Sequence[object]]) -> list[str]:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "qualcode", "-C", root, *map(str, command)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for command in commands
    ]  # fmt: skip
    said = [one.communicate(timeout=120)[0] for one in started]
    assert [one.returncode for one in started] == [0] * len(started), said
    return said


def test_imports_at_once_keep_every_case_and_every_label(study_path: Path, tmp_path: Path):
    talks = []
    for n in range(6):
        file = tmp_path / f"head {n}.txt"
        file.write_text(f"Interviewer: And the year?\n\nNia Prysor: It was year number {n}.\n")
        talks.append(file)
    commands_at_once(
        study_path,
        [
            ("import", file, "--as", f"head-{n}", "--case", f"HT{n}", "--group", "yp")
            for n, file in enumerate(talks)
        ],
    )
    cases = Study.open(study_path).cases
    assert sorted(cases) == [*(f"HT{n}" for n in range(6)), "YP1"]
    assert {case.attributes["group"] for case in cases.values()} == {"yp"}
    with (study_path / "private" / "speakers.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = [(r["document"], r["label_in_text"], r["speaker"]) for r in csv.DictReader(file)]
    assert sorted(rows) == [(f"head-{n}", "Nia Prysor", f"HT{n}") for n in range(6)]


def test_cases_added_and_taken_out_at_once_are_all_right(empty_study: Path):
    do_at_once(
        empty_study,
        "study.edit_cases(lambda cases: [*(c for c in cases.values() if c.id != f'{me}-{n - 1}'),"
        " Case(f'{me}-{n}', {'group': me}), Case(f'{me}-kept-{n}', {})])",
    )
    wanted = {f"p{n}-9" for n in range(4)} | {f"p{n}-kept-{m}" for n in range(4) for m in range(10)}
    assert set(Study.open(empty_study).cases) == wanted


def test_no_pseudonym_stands_for_two_people(empty_study: Path):
    do_at_once(empty_study, "table.accept(f'{me.upper()}nwen Q{n}ystyn')")
    given = [name.replacement for name in NameTable(Study.open(empty_study)).names]
    assert sorted(given) == sorted(f"[person {n}]" for n in range(1, 41))


def test_names_added_by_commands_at_once_have_a_pseudonym_each(empty_study: Path):
    people = [f"Gwenno{n} Talfan{n}" for n in range(6)]
    said = commands_at_once(empty_study, [("names", "add", name) for name in people])
    told = sorted(line.split("→ ")[1].strip() for line in said)
    assert told == [f"[person {n}]" for n in range(1, 7)]
    names = NameTable(Study.open(empty_study)).names
    assert sorted(n.replacement for n in names) == told


def test_a_table_of_names_that_was_read_long_ago_knows_what_was_added_since(empty_study: Path):
    early = NameTable(Study.open(empty_study))
    other = NameTable(Study.open(empty_study)).accept("Mali Hedd")
    assert early.accept("Tegid Foel").replacement != other.replacement
    assert early.keep("Estyn").keep
    assert {n.name for n in early.names} == {"Mali Hedd", "Tegid Foel", "Estyn"}


def test_settings_of_a_machine_are_all_kept(empty_study: Path):
    do_at_once(empty_study, "study.set_local(f'{me} {n}', str(n))")
    settings = Study.open(empty_study).local_settings()
    assert {f"p{m} {n}" for m in range(4) for n in range(10)} <= set(settings)


def test_respondents_of_two_surveys_at_once_are_different_people(empty_study: Path, tmp_path: Path):
    talks = []
    for n in (1, 2):
        file = tmp_path / f"wave {n}.csv"
        file.write_text(
            "What helped you at school?\n"
            + "".join(f"In wave {n} it was my teacher number {m} who helped\n" for m in range(5))
        )
        talks.append(file)
    commands_at_once(empty_study, [("import", f, "--survey", "question") for f in talks])
    study = Study.open(empty_study)
    cases = [set(document.cases) for document in study.documents()]
    assert [len(one) for one in cases] == [5, 5]
    assert not cases[0] & cases[1]


def test_a_change_of_cases_that_changes_nothing_writes_nothing(study: Study):
    path = study.root / "cases.csv"
    path.write_text("case;group\n# kept as it is;\n".replace("# kept as it is", "YP1"))
    before = path.read_bytes()
    assert study.edit_cases(lambda cases: cases.values()) == {"YP1": Case("YP1", {"group": ""})}
    assert path.read_bytes() == before


def test_surveys_come_in_one_at_a_time(
    empty_study: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.1)
    file = tmp_path / "wave.csv"
    file.write_text(
        "What helped you at school?\n"
        + "".join(f"It was my teacher number {n} who helped me most\n" for n in range(5))
    )
    with Study.open(empty_study).lock("survey"):
        got = run("-C", empty_study, "import", file, "--survey", "question")
        assert got.status == 1
        assert "another program is writing answers to a survey" in got.err
        assert (
            run("-C", empty_study, "import", file, "--survey", "question", "--dry-run").status == 0
        )
    assert run("-C", empty_study, "import", file, "--survey", "question").status == 0
