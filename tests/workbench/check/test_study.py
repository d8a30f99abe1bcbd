"""What `check` says of orphans, stale cells and work that is not merged, in real repositories."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from qualcode.analysis.matrix.assembly import assemble
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.overview.attention import tally, topics
from qualcode.workbench.overview.watch import study_stamp
from tests.conftest import Run


@pytest.fixture(autouse=True)
def _git_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (tmp_path / "gitconfig").write_text(
        "[user]\nname = T\nemail = t@example.org\n[init]\ndefaultBranch = main\n"
    )


def git(folder: Path, *args: str, fails: bool = False) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *args], capture_output=True, text=True, check=not fails
    )
    return done.stdout


def commit(folder: Path, what: str = "work") -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", what)


def found(path: Path, code: str = "") -> list[Problem]:
    return [p for p in check_study(Study.open(path)) if not code or p.code == code]


def code_turn(path: Path, coder: str, code: str, turn: int, valence: str | None = None) -> str:
    session = CodingSession(Study.open(path), coder)
    chosen = session.codebook.get(code)
    assert chosen is not None
    [made] = session.add("one", [chosen], session.texts.turn("one", turn), valence=valence)
    return made.id


# ---- git --------------------------------------------------------------------------------------


@pytest.fixture
def repository(study_path: Path) -> Path:
    commit(study_path, "the study")
    return study_path


@pytest.fixture
def clone(repository: Path, tmp_path: Path) -> Path:
    """A clone of a bare repository, which both clones push to; without the texts."""
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", str(repository), str(bare))
    git(repository, "remote", "add", "origin", str(bare))
    git(repository, "fetch", "-q")
    git(repository, "branch", "-q", "-u", "origin/main")
    git(tmp_path, "clone", "-q", str(bare), str(tmp_path / "clone"))
    return tmp_path / "clone"


def codes(path: Path) -> set[str]:
    return {p.code for p in found(path)}


@pytest.mark.slow
def test_a_clean_repository_and_none_say_nothing_of_git(repository: Path, tmp_path: Path):
    assert codes(repository) == {"placeholders"}
    subprocess.run(["rm", "-rf", str(repository / ".git")], check=True)
    assert codes(repository) == {"placeholders"}


@pytest.mark.slow
def test_without_git_installed_the_rest_is_checked(
    repository: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", "")
    (repository / "new.txt").write_text("x")
    assert codes(repository) == {"placeholders", "stray-file"}


@pytest.mark.slow
def test_files_that_changed_since_the_last_commit(repository: Path):
    code_turn(repository, "ann", "moves", 4)
    with (repository / "cases.csv").open("a") as file:
        file.write("\n")
    [one] = found(repository, "uncommitted")
    assert (one.level, one.message) == ("note", "2 files changed since the last commit")


@pytest.mark.slow
def test_checking_takes_no_lock_and_changes_nothing(repository: Path):
    index = repository / ".git" / "index"
    os.utime(repository / "cases.csv", (1, 1))
    before = index.read_bytes()
    found(repository)
    assert index.read_bytes() == before


@pytest.mark.slow
def test_commits_of_both_sides_of_the_upstream_branch(repository: Path, clone: Path):
    code_turn(repository, "ann", "moves", 4)
    commit(repository)
    git(repository, "push", "-q")
    git(clone, "fetch", "-q")
    [behind] = found(clone, "not-merged")
    assert behind.where == "origin/main"
    assert "1 commit there" in behind.message
    assert behind.message.endswith("codings by ann on 1 document")
    assert behind.mend == "git pull"
    (clone / "study.toml").write_text((clone / "study.toml").read_text() + "# more\n")
    commit(clone)
    [ahead] = found(clone, "not-pushed")
    assert ahead.message == "1 commit here and not on origin/main"
    git(clone, "pull", "-q", "--no-rebase", "--no-edit")
    git(clone, "push", "-q")
    assert not codes(clone) & {"not-merged", "not-pushed"}


@pytest.mark.slow
def test_branches_that_touch_the_study_are_named_once(repository: Path, clone: Path):
    git(clone, "checkout", "-qb", "dewi")
    log = clone / "codings" / "dewi" / "one.jsonl"
    log.parent.mkdir(parents=True)
    log.write_text("")
    commit(clone)
    git(clone, "push", "-q", "-u", "origin", "dewi")
    git(clone, "checkout", "-q", "main")
    for path, branch in ((clone, "dewi"), (repository, "origin/dewi")):
        git(path, "fetch", "-q")
        [one] = found(path, "not-merged")
        assert one.where == branch
        assert one.mend.startswith(f"git merge {branch};")
        assert "a branch with 1 commit on this study" in one.message
        assert "codings by dewi on 1 document" in one.message
    git(repository, "merge", "-q", "origin/dewi")
    assert found(repository, "not-merged") == []


def test_branches_that_only_touch_the_rest_of_a_repository_are_not_named(
    study_path: Path, tmp_path: Path
):
    subprocess.run(["rm", "-rf", str(study_path / ".git")], check=True)
    around = tmp_path / "around"
    around.mkdir()
    study_path.rename(around / "study")
    git(around, "init", "-q")
    commit(around)
    git(around, "checkout", "-qb", "other")
    (around / "README").write_text("x")
    commit(around)
    git(around, "checkout", "-q", "main")
    (around / "README").write_text("y")
    assert codes(around / "study") == {"placeholders", "no-guard"}


def conflicting(path: Path) -> None:
    # As in a clone where git-setup was not run: lines are merged.
    git(path, "config", "--remove-section", "merge.qualcode-codebook")
    book = path / "codebook.yaml"
    for branch, words in (("side", "Aid."), ("main", "Support.")):
        git(path, "checkout", "-q", *(["-b"] if branch == "side" else []), branch)
        book.write_text(book.read_text().replace("Help that a young person gets.", words))
        commit(path)
    git(path, "merge", "-q", "side", fails=True)


@pytest.mark.slow
def test_a_conflict_and_its_markers(repository: Path):
    conflicting(repository)
    problems = found(repository)
    errors = {p.code: p for p in problems if p.level == "error"}
    assert set(errors) == {"in-conflict", "conflict-markers"}
    assert errors["in-conflict"].where == "codebook.yaml"
    assert errors["in-conflict"].mend.endswith("git add codebook.yaml")
    assert errors["conflict-markers"].where == "codebook.yaml:6"
    git(repository, "checkout", "--ours", "codebook.yaml")
    git(repository, "add", "codebook.yaml")
    assert "merge-begun" in codes(repository)
    commit(repository)
    assert codes(repository) == {"placeholders"}


@pytest.mark.parametrize(
    "name", ["cases.csv", "documents/one.json", "codings/ann/one.jsonl", "study.toml"]
)
def test_markers_are_found_without_git_and_said_once(study_path: Path, name: str):
    code_turn(study_path, "ann", "moves", 4)
    path = study_path / name
    text = path.read_text()
    path.write_text(f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> side\n")
    errors = [p for p in found(study_path) if p.level == "error"]
    assert (errors[0].code, errors[0].where) == ("conflict-markers", f"{name}:1")
    assert not [p for p in errors if p.code.startswith("bad-")]


# ---- orphans and summaries --------------------------------------------------------------------


def test_orphans_are_told_with_what_to_do(study_path: Path):
    code_turn(study_path, "ann", "moves", 4)
    log = Study.open(study_path).log_path("ann", "one")
    event = json.loads(log.read_text())
    far = event | {"id": "far", "end": 99_999}
    log.write_text("".join(json.dumps(e) + "\n" for e in (event | {"sha256": "0" * 64}, far)))
    [other] = found(study_path, "other-text")
    assert other.message.startswith("1 coding orphaned: made on another text of one")
    assert "qualcode coding list --document one" in other.mend
    [outside] = found(study_path, "outside-text")
    assert "outside the text of one, the first far" in outside.message


def summary(path: Path, row: str, ids: list[str], name: str = "x") -> None:
    folder = path / "synthesis" / "main"
    folder.mkdir(parents=True, exist_ok=True)
    listed = "".join(f"  - {i}\n" for i in ids)
    (folder / f"{name}.md").write_text(
        f"---\nrow: {row}\ngroup: yp\ncolumn: works_well\ncodings:\n{listed}---\nIt helps.\n"
    )


def stale(path: Path) -> bool:
    matrix = assemble(Study.open(path), MatrixDefinition()).matrix
    return any(cell.stale for cell in matrix.cells)


def test_a_stale_cell_is_told_once_and_as_the_matrix_has_it(study_path: Path):
    first = code_turn(study_path, "ann", "mentor", 2, "works_well")
    summary(study_path, "support", [first])
    assert found(study_path, "stale-cell") == []
    assert not stale(study_path)
    second = code_turn(study_path, "ann", "support", 6, "works_well")
    assert stale(study_path)
    [one] = found(study_path, "stale-cell")
    assert one.where == "synthesis/main/x.md"
    cell = "matrix main, cell Support · Works well · Young people"
    assert one.message == f"{cell}: one turn 6: coded since"
    summary(study_path, "support", [first, second])
    assert found(study_path, "stale-cell") == []
    session = CodingSession(Study.open(study_path), "ann")
    coding = next(c for c in session.codings("one") if c.id == second)
    session.change(coding, valence="mixed")
    [one] = found(study_path, "stale-cell")
    assert one.message == f"{cell}: one turn 6: was “Works well”, is now Mixed"
    session.remove([next(c for c in session.codings("one") if c.id == second)])
    [one] = found(study_path, "stale-cell")
    assert one.message == f"{cell}: {second}: coding removed"


def test_a_row_stands_for_its_code_and_all_below_it(study_path: Path):
    first = code_turn(study_path, "ann", "mentor", 2, "works_well")
    own = code_turn(study_path, "ann", "support", 6, "works_well")
    summary(study_path, "mentor", [first], "m")
    (study_path / "synthesis/main/matrix.toml").write_text("sub_codes = true\n")
    summary(study_path, "support", [own], "s")
    [one] = found(study_path, "stale-cell")
    assert one.where == "synthesis/main/s.md"
    summary(study_path, "support", [own, first], "s")
    assert found(study_path, "stale-cell") == []


def test_a_matrix_of_one_coder_rests_on_theirs_alone(study_path: Path):
    first = code_turn(study_path, "ann", "mentor", 2, "works_well")
    code_turn(study_path, "ben", "mentor", 2, "works_well")
    summary(study_path, "support", [first])
    assert len(found(study_path, "stale-cell")) == 1
    (study_path / "synthesis/main/matrix.toml").write_text('coders = ["ann"]\n')
    assert found(study_path, "stale-cell") == []
    (study_path / "synthesis/main/matrix.toml").write_text('coders = ["cat"]\n')
    [one] = found(study_path, "bad-matrix")
    assert "no codings by 'cat'" in one.message


# ---- grouping, and whether anything changed ---------------------------------------------------


def test_problems_are_grouped_the_worst_first():
    problems = [
        Problem("note", "placeholders", "codebook.yaml", "one", "Fill it in"),
        *(Problem("warning", "no-text", f"d{n}", "no text", "Ask") for n in range(9)),
        Problem("error", "text-changed", "d", "changed", "Put it back"),
        Problem("note", "not-pushed", "git", "2 commits", "git push"),
        Problem("warning", "strange", "x", "y", "z"),
    ]
    made = topics(problems)
    assert [(t.title, t.level, t.count) for t in made] == [
        ("Texts", "error", 10),
        ("Files", "warning", 1),
        ("Unmerged work", "note", 1),
        ("Placeholders", "note", 1),
    ]
    changed, missing = made[0].matters
    assert (changed.level, missing.level) == ("error", "warning")
    assert (len(missing.places), missing.more) == (6, 3)
    assert tally(problems) == "1 error, 10 warnings, 2 notes"
    assert tally([]) == ""


def test_every_documented_problem_has_a_topic_of_its_own_or_is_about_files():
    from qualcode.workbench.overview.attention import _TITLES

    named = [code for _, codes in _TITLES for code in codes]
    assert len(named) == len(set(named))


@pytest.mark.slow
@pytest.mark.parametrize("what", ["coding", "mark", "memo", "codebook", "commit", "summary"])
def test_the_stamp_changes_with_whatever_is_shown(repository: Path, what: str):
    code_turn(repository, "ben", "moves", 4)
    before = study_stamp(repository)
    assert study_stamp(repository) == before
    study = Study.open(repository)
    if what == "coding":
        code_turn(repository, "ben", "moves", 6)
    elif what == "mark":
        study.mark_done("ben", "one", True)
    elif what == "memo":
        CodingSession(study, "ben").write_memo("documents", "one", "A thought.")
    elif what == "codebook":
        study.codebook_path.write_text(study.codebook_path.read_text() + "\n")
    elif what == "commit":
        commit(repository)
    else:
        summary(repository, "support", [])
    assert study_stamp(repository) != before


def test_a_case_that_a_spreadsheet_made_a_number_is_said_to_look_like_it(
    study_path: Path, run: Run
):
    made = run("-C", study_path, "speakers", "set", "one", "P", "--case", "007", "--group", "yp")
    assert made.status == 0, made.err
    cases = study_path / "cases.csv"
    cases.write_text(cases.read_text(encoding="utf-8-sig").replace("007", "7"), encoding="utf-8")
    [found] = [p for p in check_study(Study.open(study_path)) if p.code == "unknown-case"]
    assert found.mend.startswith("7 in cases.csv looks like 007, as a spreadsheet writes it")


def test_welsh_names_are_asked_for_only_where_something_is_in_welsh(study_path: Path):
    book = study_path / "codebook.yaml"
    text = book.read_text(encoding="utf-8")
    book.write_text(text.replace("name: Moves\n", "name: Moves\n    name_cy: Symud\n"), "utf-8")

    def told() -> bool:
        return any(one.code == "no-welsh-name" for one in check_study(Study.open(study_path)))

    assert not told()
    settings = study_path / "study.toml"
    settings.write_text(settings.read_text().replace('language = "en"', 'language = "cy"'))
    assert told()
