"""Numbers of documents: what is taken is numbered, in the order of the files, without gaps."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.store.io.durable import check_file_name
from qualcode.store.study import Study
from qualcode.workbench.importing.id_template import IdTemplate
from qualcode.workbench.importing.numbering import Numbering
from tests.conftest import Run
from tests.workbench.importing.talks import TALK, import_all

TEMPLATE = "doc-{n:03}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five talks, of which the second is empty and the fourth no Word file."""
    made = tmp_path / "in"
    made.mkdir()
    for n in range(1, 6):
        (made / f"talk {n}.txt").write_text(TALK.format(n=n))
    (made / "talk 2.txt").write_text("")
    (made / "talk 4.txt").rename(made / "talk 4.docx")
    return made


def by_number(path: Path) -> dict[str, str]:
    """Return which number stands in the text of each document."""
    study = Study.open(path)
    texts = {name: study.text(study.document(name)) for name in study.document_ids()}
    return {name: text.split("number ")[1][0] for name, text in texts.items()}


def test_files_that_are_refused_leave_no_gaps(empty_study: Path, folder: Path, run: Run):
    dry = run("-C", empty_study, "import", folder, "--ids", TEMPLATE, "--dry-run")
    got = run("-C", empty_study, "import", folder, "--ids", TEMPLATE)
    said = (
        "--ids numbered 3 documents in the order of the files: doc-001 to doc-003; "
        "2 files not taken have no number"
    )
    assert said in dry.out
    assert said in got.out
    assert by_number(empty_study) == {"doc-001": "1", "doc-002": "3", "doc-003": "5"}


def test_a_second_run_goes_on_after_the_highest(empty_study: Path, folder: Path, run: Run):
    run("-C", empty_study, "import", folder, "--ids", TEMPLATE)
    (folder / "talk 2.txt").write_text(TALK.format(n=2))
    (folder / "talk 0.txt").write_text(TALK.format(n=0))
    got = run("-C", empty_study, "import", folder, "--ids", TEMPLATE)
    assert (
        "--ids numbered 2 documents in the order of the files: doc-004 to doc-005, going on after "
        "3; 1 file not taken has no number"
    ) in got.out
    found = by_number(empty_study)
    assert (found["doc-004"], found["doc-005"]) == ("0", "2")
    again = run("-C", empty_study, "import", folder, "--ids", TEMPLATE)
    assert "--ids numbered" not in again.out
    assert by_number(empty_study) == found


def test_a_copy_and_an_option_that_fails_take_no_number(empty_study: Path, tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    for n, words in enumerate((1, 1, 2)):
        (folder / f"{n}.txt").write_text(TALK.format(n=words))
    (folder / "0b notes.txt").write_text("Field notes\n\nThe hall was cold.\n")
    result = import_all(empty_study, folder, ids=IdTemplate(TEMPLATE))
    assert [(r.status, r.document) for r in result.reports] == [
        ("imported", "doc-001"), ("imported", "doc-002"), ("unchanged", "doc-001"),
        ("imported", "doc-003"),
    ]  # fmt: skip


def test_a_lot_is_stored_only_as_far_as_all_before_was_read(
    empty_study: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """Files are read at once and come in any order: numbers follow the folder all the same."""
    from qualcode.workbench.importing import importer

    def backwards(risky, _sizes, work):
        yield from ([*work(at, None)] for at in reversed(range(len(risky))))

    monkeypatch.setattr(importer, "in_batches", backwards)
    monkeypatch.setattr(importer, "_LOT", 1)
    import_all(empty_study, folder, ids=IdTemplate(TEMPLATE))
    assert by_number(empty_study) == {"doc-001": "1", "doc-002": "3", "doc-003": "5"}


def test_a_stopped_import_keeps_what_is_in_order_and_goes_on(
    empty_study: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    from qualcode.workbench.importing import importer

    def stopped(_risky, _sizes, work):
        for at in (0, 4, 1):
            yield work(at, None)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(importer, "in_batches", stopped)
        assert import_all(empty_study, folder, ids=IdTemplate(TEMPLATE)).interrupted
    assert by_number(empty_study) == {"doc-001": "1"}
    import_all(empty_study, folder, ids=IdTemplate(TEMPLATE))
    assert by_number(empty_study) == {"doc-001": "1", "doc-002": "3", "doc-003": "5"}


@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="/\0"),
                     min_size=1, max_size=90), unique=True, max_size=6),
    st.sampled_from(["d{n}", "{n:04}-{name}", "{folder}.{n}", "a{n}b{n:02}"]),
    st.sets(st.integers(1, 9), max_size=4),
    st.sets(st.integers(0, 5)),
)  # fmt: skip
def test_ids_differ_are_ids_and_their_numbers_have_no_gaps(
    names: list[str], template: str, numbers: set[int], refused: set[int]
):
    made_by = IdTemplate(template)
    files = [Path(f"/in/{name}x.txt") for name in names]
    taken = {made_by.made_for(Path("/in/t.txt"), n, "t") for n in numbers}
    numbering = Numbering(made_by, files, {}, taken)
    ids = []
    for at, file in enumerate(files):
        made = numbering.next_id(file)
        check_file_name(made, "document")
        if at not in refused:
            numbering.take(made)
            ids.append(made)
    assert len({*ids}) == len(ids)
    assert not {*ids} & taken
    after = max(numbers, default=0)
    assert [made_by.number_of(made) for made in ids] == [*range(after + 1, after + 1 + len(ids))]
