"""A few of the damaged files that ``tools/fuzz_import`` makes by the hundred thousand."""

import random
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from qualcode.workbench.importing.importer import Importer
from qualcode.workbench.importing.options import ImportOptions
from tests.transcripts.fuzzing import corpus, judge, mutated

FILES = corpus()
OTHERS = list(FILES.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FILES))
def test_whole_files_are_read_and_damaged_ones_read_or_refused(name: str):
    assert judge(FILES[name], name) == "read"
    outcomes = set()
    for number in range(40):
        chance = random.Random(f"{name}/{number}")
        outcomes.add(judge(mutated(FILES[name], chance, OTHERS), name))
    assert outcomes <= {"read", "refused"}


@pytest.mark.slow
def test_damaged_files_leave_no_half_a_document(tmp_path: Path, empty_study: Path):
    files = []
    for number, name in enumerate(sorted(FILES)):
        chance = random.Random(number)
        file = tmp_path / f"{number}-{name}"
        file.write_bytes(mutated(FILES[name], chance, OTHERS))
        files.append(file)
    study = Study.open(empty_study)
    result = Importer(study, ImportOptions()).import_files(files)
    assert len(result.reports) == len(files)
    done = {report.document for report in result.of("imported")}
    assert set(study.document_ids()) == done
    for document in study.documents():
        assert study.text(document)
    problems = [p for p in check_study(study) if p.level == "error"]
    assert not problems
