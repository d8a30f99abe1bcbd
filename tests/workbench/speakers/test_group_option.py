"""``--group`` and ``--case`` have an effect, or are refused."""

from pathlib import Path

import pytest

from qualcode.store.study import Study
from tests.conftest import Run

TALK = "I: How was it?\n\n{}: It was long.\n\nI: And then?\n\n{}: We went home.\n"


@pytest.fixture
def path(study_path: Path) -> Path:
    settings = study_path / "study.toml"
    settings.write_text(settings.read_text().replace("[groups]", '[groups]\nsw = "Social care"'))
    return study_path


def talk(folder: Path, name: str, who: str, other: str = "") -> Path:
    file = folder / f"{name}.txt"
    file.write_text(TALK.format(who, other or who))
    return file


def test_one_participant_with_a_group_is_a_case(path: Path, tmp_path: Path, run: Run):
    done = run("-C", path, "import", talk(tmp_path, "two", "Bet Wyn"), "--group", "sw")
    assert done.status == 0, done.err
    assert "Bet Wyn → two: participant, case two" in done.out
    study = Study.open(path)
    assert study.cases["two"].group == "sw"
    assert study.document("two").cases == ("two",)


def test_each_file_of_a_folder_has_its_own(path: Path, tmp_path: Path, run: Run):
    folder = tmp_path / "talks"
    folder.mkdir()
    for n, name in enumerate(("Bet Wyn", "Cai Rees", "Dai Prys")):
        talk(folder, f"talk-{n}", name)
    talk(folder, "both", "Bet Wyn", "Cai Rees")
    done = run("-C", path, "import", folder, "--group", "sw")
    assert done.status == 0, done.err
    assert "--group sw has no effect: 2 participants have no case" in done.out
    cases = Study.open(path).cases
    assert {name for name, case in cases.items() if case.group == "sw"} == {
        "talk-0", "talk-1", "talk-2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "given", "said"),
    [
        ("I: Who is there?\n\nI: Nobody?\n", ["--case", "SW1"], "there is no participant"),
        ("I: Who is there?\n\nI: Nobody?\n", ["--group", "sw"], "there is no participant"),
        (TALK.format("Bet Wyn", "Cai Rees"), ["--group", "sw"], "2 participants have no case"),
        (TALK.format("YP1", "YP1"), ["--case", "SW1"], "every participant has a case"),
        (TALK.format("YP1", "YP1"), ["--group", "sw"], "YP1 has group yp. To change it: qualcode"),
    ],
)
def test_an_option_without_effect_is_an_error(
    path: Path, tmp_path: Path, run: Run, text: str, given: list[str], said: str
):
    file = tmp_path / "two.txt"
    file.write_text(text)
    for dry in ([], ["--dry-run"]):
        done = run("-C", path, "import", file, *given, *dry)
        assert done.status == 1
        assert f"{given[0]} {given[1]} has no effect: " in done.err
        assert said in done.err
    assert Study.open(path).document_ids() == ["one"]
