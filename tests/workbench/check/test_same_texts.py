"""Two people of a team imported one interview under two ids."""

import json
from pathlib import Path

from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study


def found(path: Path) -> list[Problem]:
    return [p for p in check_study(Study.open(path)) if p.code == "same-text"]


def test_an_interview_imported_under_two_ids_is_told(study_path: Path):
    assert found(study_path) == []
    entry = study_path / "documents" / "one.json"
    other = json.loads(entry.read_text())
    other |= {"id": "two", "imported": "2999-01-01T00:00:00.000000Z"}
    (entry.parent / "two.json").write_text(json.dumps(other))
    [problem] = found(study_path)
    assert (problem.level, problem.where) == ("warning", "documents/two.json")
    assert (
        problem.message
        == "two has the same text as one: if it is one interview, its codings count twice"
    )
    other["speakers"] = [s | ({"case": "YP2"} if s.get("case") else {}) for s in other["speakers"]]
    (entry.parent / "two.json").write_text(json.dumps(other))
    [problem] = found(study_path)
    assert problem.message.endswith("its participants and codings count twice")
