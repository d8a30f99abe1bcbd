"""``synthesis/<matrix>/matrix.toml``: reads and writes the definitions of a study's matrices."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qualcode.errors import BadInputError, NotFoundError, QualcodeError, StudyError
from qualcode.model.matrix.definition import COLUMNS, LAYOUTS, MatrixDefinition
from qualcode.model.problem import Problem
from qualcode.store.folder import StudyFolder
from qualcode.store.io.durable import check_file_name, read_text, write_atomic

FILE = "matrix.toml"
DEFAULT = "main"
_TEXTS = ("title", "title_cy", "summary", "language")
_LISTS = ("codes", "groups", "columns", "coders", "order")
_FLAGS = ("sub_codes", "unused", "across", "assisted")
_KEYS = ("layout", *_TEXTS, *_LISTS, *_FLAGS, "where")


def matrix_names(root: Path) -> list[str]:
    """Return the matrices of a study, "main" first: each folder of ``synthesis/``."""
    folder = root / "synthesis"
    names = {DEFAULT}
    if folder.is_dir():
        names |= {p.name for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")}
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
    try:
        data = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(
            f"not readable as TOML: {error}", where=where, mend="Mend that line"
        ) from None
    definition = _Reading(where, data).definition(name)
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


class _Reading:
    def __init__(self, where: str, data: dict[str, Any]) -> None:
        self._where = where
        self._data = data

    def _wrong(self, key: str, wanted: str) -> BadInputError:
        value = self._data[key]
        return BadInputError(
            f"{key} is {value!r}", where=self._where, mend=f"It should be {wanted}"
        )

    def definition(self, name: str) -> MatrixDefinition:
        data = self._data
        for key in data:
            if key not in _KEYS:
                import difflib

                near = difflib.get_close_matches(key, _KEYS, 1)
                hint = f"Did you mean {near[0]}?" if near else f"There is {', '.join(_KEYS)}"
                raise BadInputError(f"unknown key {key!r}", where=self._where, mend=hint)
        found: dict[str, Any] = {}
        for key in _TEXTS:
            if key in data:
                if not isinstance(data[key], str):
                    raise self._wrong(key, "a text in quotes")
                found[key] = data[key]
        for key in _FLAGS:
            if key in data:
                if not isinstance(data[key], bool):
                    raise self._wrong(key, "true or false")
                found[key] = data[key]
        for key in _LISTS:
            if key in data:
                found[key] = self._list(key, data[key])
        if "layout" in data:
            if data["layout"] not in LAYOUTS:
                raise self._wrong("layout", " or ".join(f'"{one}"' for one in LAYOUTS))
            found["layout"] = data["layout"]
        if any(column not in COLUMNS for column in found.get("columns", ())):
            raise self._wrong("columns", f"a list of {', '.join(COLUMNS)}")
        if data.get("language", "") not in ("", "en", "cy"):
            raise self._wrong("language", '"en" or "cy"')
        if "where" in data:
            if not isinstance(data["where"], dict):
                raise self._wrong("where", "a table of attribute = value lines")
            found["where"] = {k: self._list("where", v) for k, v in data["where"].items()}
        return MatrixDefinition(name, **found)

    def _list(self, key: str, value: object) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise self._wrong(key, "a list of words in quotes")


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
