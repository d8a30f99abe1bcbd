"""Resolves the conflicts that git's merge left in ``codebook.yaml``."""

from __future__ import annotations

from qualcode.model.merge_decision import Choices, Decision
from qualcode.store.git.quiet import QuietGit
from qualcode.store.io.durable import read_text
from qualcode.store.merge.codebook import merge_codebooks
from qualcode.store.study import Study
from qualcode.workbench.team.merge import codebook_decisions, decide_codebook

_FILE = "codebook.yaml"


def open_decisions(study: Study) -> list[Decision]:
    """Return what is to be decided in the codebook.

    If git merged it by lines, without the driver, it is merged again by code and field.

    Raises:
        BadInputError: it is not a codebook.
    """
    return codebook_decisions(_merged(study, read_text(study.codebook_path)))


def resolve_codebook(study: Study, choices: Choices) -> tuple[list[Decision], str]:
    """Write the codebook with the choices made; return what is left, and how to go on.

    Raises:
        BadInputError, StudyError: a choice cannot be applied or written.
    """
    left: list[Decision] = []

    def edit(text: str) -> str:
        made, still_open = decide_codebook(_merged(study, text), choices)
        left.extend(still_open)
        return made

    study.edit_codebook(edit)
    git = QuietGit(study.root)
    if left or not git("rev-parse", "--verify", "--quiet", "MERGE_HEAD"):
        return left, ""
    if git.names("diff", "--name-only", "--diff-filter=U", "--relative", "-z") == [_FILE]:
        return left, "Next: git add codebook.yaml, then git commit"
    return left, "Next: git add codebook.yaml; other files of the merge are left, see git status"


def _merged(study: Study, text: str) -> str:
    if "<<<<<<<" not in text:
        return text
    git = QuietGit(study.root)
    stages = [git("show", f":{number}:./{_FILE}") for number in (1, 2, 3)]
    if stages[1] is None or stages[2] is None:
        return text
    return merge_codebooks(stages[0] or "", stages[1], stages[2]).text
