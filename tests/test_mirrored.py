"""Every module that decides something has a test file of its name, or is listed with who tests it."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CODE = TESTS.parent / "qualcode"
pytestmark = pytest.mark.skipif(not CODE.is_dir(), reason="not a checkout")

#: Layers that decide; what is above shows and asks, what is beside reads and writes files.
LAYERS = ("model", "store", "analysis", "workbench")
#: A module of no more lines is a table, a record or a name for something.
LINES = 60

#: Modules that have no test file of their own, by the file that tests them, together with others
#: of its subject or through what uses them. It may only become shorter: whoever changes such a
#: module much gives it a file of its own, and takes it out here.
TESTED_IN = {
    "analysis/matrix/test_assembly.py": "model/matrix/definition model/matrix/matrix",
    "analysis/matrix/test_evidence.py": "model/case analysis/passages",
    "analysis/test_codes_by_document.py": "analysis/code_cooccurrence",
    "cli/matrix/test_commands.py": "workbench/matrix/status workbench/matrix/tables",
    "cli/test_coding.py": "analysis/listings",
    "cli/test_names.py": "workbench/privacy/name_sheet",
    "cli/test_picture.py": "workbench/matrix/pictures",
    "cli/test_revise.py": ("workbench/documents/revision_list workbench/documents/text_edit"),
    "model/document/test_offset_map.py": "model/document/revised model/document/text_diff",
    "model/document/test_turn_layout.py": "model/document/document",
    "model/quotation/test_trim.py": "model/quotation/edit model/quotation/lost_words",
    "nlp/names/test_finder.py": "model/personal_names",
    "store/acts/test_act.py": (
        "store/acts/places store/acts/steps store/folder store/records/revisions"
    ),
    "store/codebook/test_edit.py": (
        "store/codebook/fields store/codebook/places store/codebook/reader store/codebook/splice "
        "store/yaml/places store/yaml/scalars"
    ),
    "store/io/test_tables.py": "store/records/cases store/records/real_names",
    "store/merge/test_codebook.py": "store/merge/conflicts",
    "store/records/test_marks_memos.py": "store/io/jsonl store/records/memos",
    "store/test_matrix_definitions.py": ("store/merge/lines store/merge/summary"),
    "test_samples.py": "workbench/study/demo workbench/study/demo_codings",
    "test_strangers.py": "store/git/quiet store/io/programs",
    "tui/matrix/test_grid.py": (
        "workbench/matrix/cell_lines workbench/matrix/grid workbench/matrix/snapshot"
    ),
    "tui/find/test_desk.py": "workbench/keys/find",
    "tui/coding/test_jobs.py": "workbench/keys/coding workbench/keys/keymap",
    "workbench/check/test_study.py": (
        "workbench/check/codings workbench/check/git workbench/overview/attention "
        "workbench/check/names_in_settings "
        "workbench/overview/watch"
    ),
    "workbench/codebook/test_comparison.py": (
        "model/codebook/diff workbench/codebook/drift workbench/codebook/versions"
    ),
    "workbench/codebook/test_split.py": "model/codebook/split store/records/splits",
    "workbench/coding/test_session.py": (
        "model/codebook/find workbench/coding/buffer workbench/coding/history "
        "workbench/coding/locate"
    ),
    "store/codebook/test_study_edits.py": "workbench/codebook/edit",
    "workbench/documents/test_rename.py": "store/folder_changes",
    "workbench/documents/test_clones.py": "workbench/documents/revision",
    "workbench/find/test_retrieval.py": "workbench/find/excerpts",
    "workbench/find/test_search.py": "workbench/find/spans",
    "workbench/importing/test_importer.py": (
        "store/records/documents "
        "workbench/importing/known_files workbench/importing/layout "
        "workbench/importing/processes workbench/importing/report"
    ),
    "transcripts/survey/test_reader.py": "workbench/importing/survey",
    "workbench/matrix/test_cell_editor.py": "analysis/matrix/quotations workbench/matrix/charting",
    "workbench/matrix/test_word_import.py": "workbench/matrix/open_matrix",
    "workbench/privacy/test_commit_check.py": "store/git/hooks",
    "workbench/privacy/test_words_said.py": (
        "store/spoken_words workbench/privacy/own_words workbench/privacy/verbatim"
    ),
    "workbench/suggestions/test_suggester.py": (
        "store/records/suggestions workbench/suggestions/answers"
    ),
    "cli/test_study.py": "store/git/ignore_attributes workbench/study/creation",
    "store/records/test_coding_log.py": "store/study",
    "workbench/team/test_merge.py": "store/merge/cases_documents",
    "workbench/team/test_sync.py": (
        "workbench/team/sync_commit workbench/team/sync_git workbench/team/sync_report"
    ),
    "workbench/overview/test_rows.py": "workbench/overview/columns workbench/overview/filter",
    "workbench/themes/test_adoption.py": "workbench/themes/code_names",
    "workbench/themes/test_coder_view.py": "workbench/themes/description",
    "workbench/themes/test_findings.py": "workbench/themes/coded_passages",
    "workbench/themes/test_stored.py": "workbench/themes/run",
    "workbench/withdrawal/test_removal.py": (
        "store/records/withdrawals workbench/check/withdrawn workbench/withdrawal/git_history "
        "store/folder_removal workbench/withdrawal/find workbench/withdrawal/withdrawn_codings "
        "workbench/withdrawal/withdrawn_words"
    ),
}
LISTED = {f"{name}.py": file for file, names in TESTED_IN.items() for name in names.split()}


def without_a_file() -> set[str]:
    """Return the deciding modules, below ``qualcode/``, that have no test file of their name."""
    found = set()
    for path in (path for layer in LAYERS for path in (CODE / layer).rglob("*.py")):
        name = path.relative_to(CODE)
        lines = len(path.read_text(encoding="utf-8").splitlines())
        its_own = TESTS / name.parent / f"test_{name.name}"
        if lines > LINES and not its_own.exists():
            found.add(name.as_posix())
    return found


def test_every_deciding_module_has_a_test_file_of_its_name_or_is_listed():
    assert without_a_file() - LISTED.keys() == set()


def test_what_is_listed_has_none_still():
    """A module that got a file of its own, is gone or became small, is taken out of the list."""
    assert LISTED.keys() - without_a_file() == set()


@pytest.mark.parametrize("file", TESTED_IN)
def test_who_tests_a_listed_module_is_there(file: str):
    assert (TESTS / file).is_file()
