"""``synthesis/<matrix>/matrix.toml``: reads and writes the definitions of a study's matrices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from qualcode.errors import BadInputError, NotFoundError, QualcodeError, StudyError
from qualcode.model.matrix.definition import COLUMNS, Layout, MatrixDefinition
from qualcode.model.problem import Problem
from qualcode.store.conflict_copies import own_folders
from qualcode.store.folder import StudyFolder
from qualcode.store.io.durable import check_file_name, read_text, write_atomic
from qualcode.store.settings import read_toml, refuse_unknown

FILE = "matrix.toml"
DEFAULT = "main"


def matrix_names(root: Path) -> list[str]:
    """Return the matrices of a study, "main" first: each folder of ``synthesis/``."""
    folder = root / "synthesis"
    names = {DEFAULT}
    if folder.is_dir():
        there = (p.name for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
        names |= {*own_folders(root, "synthesis", there)}
    return sorted(names, key=lambda name: (name != DEFAULT, name))


def read_matrix(study: StudyFolder, name: str) -> MatrixDefinition:
    """Read the definition of a matrix; "main" needs no file.

    Raises:
        NotFoundError: there is no such matrix; the message names the existing ones.
        BadInputError: a key of the file is unknown or has a wrong value; with file and key.
    """
    path = study.root / "synthesis" / name / FILE
    if name not in matrix_names(study.root):
        there = ", ".join(matrix_names(study.root))
        raise NotFoundError(
            f"no matrix {name!r}", mend=f"There is {there}; or make it: qualcode matrix new {name}"
        )
    if not path.exists():
        return MatrixDefinition(name)
    where = f"synthesis/{name}/{FILE}"
    definition = parse_definition(read_text(path), name, where)
    check_definition(study, definition, where)
    return definition


def check_definition(study: StudyFolder, definition: MatrixDefinition, where: str) -> None:
    """Raise BadInputError if a definition names something that the study does not have."""
    book = study.codebook
    for code in definition.codes:
        if book.get(code) is None:
            raise _unknown("code", code, [c.id for c in book], where)
    known = {*study.config.groups, *(case.group for case in study.cases.values())}
    for group in definition.groups:
        if group not in known:
            raise _unknown("group", group, sorted(filter(None, known)), where)
    attributes = {name for case in study.cases.values() for name in case.attributes}
    sorting = {name.removeprefix("-") for name in definition.order} - {"case"}
    for name in (*sorted(sorting), *definition.where):
        if name not in attributes:
            raise _unknown("attribute", name, sorted(attributes), where)
    for name, values in definition.where.items():
        there = {case.attributes.get(name, "") for case in study.cases.values()}
        for value in values:
            if value not in there:
                raise _unknown(name, value, sorted(filter(None, there)), where)


def _unknown(what: str, name: str, known: Sequence[str], where: str) -> BadInputError:
    import difflib

    near = difflib.get_close_matches(name, known, 3) or list(known[:8])
    listed = f"There is {', '.join(near)}" if near else "The study has none"
    return BadInputError(f"no {what} {name!r}", where=where, mend=listed)


Words = Annotated[str | tuple[str, ...], Meta(description="a list of words in quotes")]
Column = Literal["works_well", "works_less_well", "mixed"]


class MatrixFile(msgspec.Struct, frozen=True):
    """The keys of a ``matrix.toml``; one word may stand for a list of one."""

    layout: Annotated[Layout, Meta(description='"synthesis" or "cases"')] = "synthesis"
    title: str = ""
    title_cy: str = ""
    summary: str = ""
    language: Annotated[Literal["", "en", "cy"], Meta(description='"en" or "cy"')] = ""
    codes: Words = ()
    groups: Words = ()
    columns: Annotated[
        Column | tuple[Column, ...], Meta(description=f"a list of {', '.join(COLUMNS)}")
    ] = ()
    coders: Words = ()
    order: Words = ()
    sub_codes: bool = False
    unused: bool = False
    across: bool = False
    assisted: bool = True
    where: Annotated[
        dict[str, str | tuple[str, ...]],
        Meta(description="a table of attribute = value lines, a value a word or a list of words"),
    ] = {}


def parse_definition(text: str, name: str, where: str) -> MatrixDefinition:
    """Return the definition that the text of a ``matrix.toml`` holds.

    Raises:
        BadInputError: no TOML, or a key of it is unknown or has a wrong value; with file and key.
    """
    said, problems = read_toml(text, where, MatrixFile)
    refuse_unknown(problems)
    found: dict[str, Any] = msgspec.structs.asdict(said)
    for key in ("codes", "groups", "columns", "coders", "order"):
        found[key] = _listed(found[key])
    found["where"] = {key: _listed(value) for key, value in said.where.items()}
    return MatrixDefinition(name, **found)


def _listed(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def write_matrix_definition(study: StudyFolder, definition: MatrixDefinition) -> Path:
    """Write a new matrix's ``matrix.toml``; returns its path.

    Raises:
        BadInputError: the name cannot be a folder's, or it names something that the study lacks.
        StudyError: there is one already.
    """
    check_file_name(definition.name, "matrix")
    path = study.root / "synthesis" / definition.name / FILE
    check_definition(study, definition, "matrix new")
    with study.lock("synthesis"):
        if path.exists():
            raise StudyError(
                f"there is a matrix {definition.name!r} already",
                mend=f"Edit synthesis/{definition.name}/{FILE}, or choose another name",
            )
        write_atomic(path, definition_text(definition))
    return path


def definition_text(definition: MatrixDefinition) -> str:
    """Return the text of a ``matrix.toml``; defaults are written as comments."""
    lines = [
        "# What this matrix is made of; every key is explained in docs/matrix.md.",
        f'layout = "{definition.layout}"',
    ]
    hints = {
        "title": '"Synthesis matrix"', "title_cy": '""', "language": '"en"     # or "cy"',
        "summary": '"""…"""     # of the whole, at the head of reports',
        "codes": "[]      # all top-level codes; a code stands for everything below it",
        "sub_codes": "false   # rows for the codes below each as well",
        "unused": "false   # rows without any evidence too",
        "groups": "[]      # all groups",
        "across": "false   # everyone together, not group by group",
        "columns": '["works_well", "works_less_well", "mixed"]',
        "coders": "[]      # all coders",
        "assisted": "true    # codings a model suggested and a person accepted too",
        "order": '["local_authority"]   # of cases, by their attributes; "-age" reverses',
    }  # fmt: skip
    plain = MatrixDefinition(definition.name)
    for key, hint in hints.items():
        value = getattr(definition, key)
        if value == getattr(plain, key):
            lines.append(f"# {key} = {hint}")
        else:
            lines.append(f"{key} = {_toml(value)}")
    if definition.where:
        lines += ["", "[where]"]
        lines += [f"{_toml(k)} = {_toml(v)}" for k, v in definition.where.items()]
    else:
        lines += ["", "# [where]                # only participants of these attributes",
                  '# language = ["cy"]']  # fmt: skip
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def definitions(study: StudyFolder) -> tuple[list[MatrixDefinition], list[Problem]]:
    """Return every matrix of a study, and problems for those that cannot be read.

    Raises:
        BadInputError: the study's settings cannot be used, and so no matrix can.
    """
    _ = study.config
    found, problems = [], []
    for name in matrix_names(study.root):
        try:
            found.append(read_matrix(study, name))
        except QualcodeError as error:
            where = error.where or f"synthesis/{name}/{FILE}"
            problems.append(Problem("error", "bad-matrix", where, error.message, error.mend))
    return found, problems
