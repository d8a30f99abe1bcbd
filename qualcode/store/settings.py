"""Reads settings, ``study.toml`` and ``matrix.toml``, with types; reports unknown keys.

A ``msgspec.Struct`` describes what a file may hold, and another each table in it. A value of the
wrong kind is refused; an unknown key is reported with a suggestion, never ignored silently.
"""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_origin

import msgspec

from qualcode.errors import BadInputError
from qualcode.model.problem import Problem

T = TypeVar("T", bound=msgspec.Struct)
_TABLE = re.compile(r"\s*\[+\s*([^\]#]+?)\s*\]+")
#: Where msgspec says that something is wrong: "$.print.quotations", "$.groups[...]".
_PLACE = re.compile(r" - at (?:key in )?`\$\.?([^`]*)`$")
_AT = re.compile(r" \(at line (\d+), column \d+\)")
#: The most of a wrong value that is shown.
_SHOWN = 60
_LEAST = re.compile(r">= (\d+)")


def read_toml(text: str, where: str, kind: type[T]) -> tuple[T, list[Problem]]:
    """Return the settings in a file, and a problem for each unknown key in it.

    ``where`` is the file's name in errors.

    Raises:
        BadInputError: it is not TOML (with the line), or a key has the wrong kind of value.
    """
    data = parse_toml(text, where)
    problems = list(_unknown_keys(data, text, where, kind))
    try:
        # A value where a table should be is among the problems.
        return msgspec.convert(_tables_only(data, kind), kind), problems
    except msgspec.ValidationError as error:
        raise _wrong_value(data, text, where, kind, str(error)) from None


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """Return what a TOML file holds; raises BadInputError with the line if it is no TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise BadInputError(
            "holds tables or lists too deep in each other", where=where, mend="Take them out"
        ) from None
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        place = _AT.search(said)
        line = int(place[1]) if place else text.count("\n") + 1
        words = text.split("\n")[line - 1]
        what, mend = _syntax(said, words)
        raise BadInputError(
            f"not readable as TOML: {what}", where=f"{where}:{line}", mend=mend
        ) from None


def _syntax(said: str, line: str) -> tuple[str, str]:
    """Return in plain words what is wrong in a line, and what to do."""
    if "Cannot overwrite" in said or "twice" in said or "Cannot mutate" in said:
        return "this key or table is there already", "Keep one of the two"
    if re.search("[“”„‘’«»]", line.partition("=")[2]):
        return "curly quotation marks", 'Write straight ones: "…"'
    key = line.partition("=")[0]
    if not key.isascii():
        return f"{key.strip()!r} is not in quotes", f'Write "{key.strip()}" = …'
    return _AT.sub("", said), 'Write each line as key = "text", key = number, or [table]'


def refuse_unknown(problems: list[Problem]) -> None:
    """Raise BadInputError for the first unknown key, saying how many more there are."""
    if problems:
        more = f"; {len(problems) - 1} more are in 'qualcode check'" if problems[1:] else ""
        first = problems[0]
        raise BadInputError(first.message, where=first.where, mend=f"{first.mend}{more}")


@functools.cache
def known_keys(kind: type[msgspec.Struct]) -> Mapping[str, frozenset[str]]:
    """Return the keys of a settings file by table, "" for those above the first table."""
    found = {"": frozenset(field.encode_name for field in msgspec.structs.fields(kind))}
    for name, inner in _tables(kind).items():
        for table, keys in known_keys(inner).items():
            found[f"{name}.{table}" if table else name] = keys
    return MappingProxyType(found)


@functools.cache
def _tables(kind: type[msgspec.Struct]) -> Mapping[str, type[msgspec.Struct]]:
    return {
        field.encode_name: field.type
        for field in msgspec.structs.fields(kind)
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct)
    }


def _tables_only(data: Mapping[str, Any], kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return parsed settings without values that should be tables."""
    tables = _tables(kind)
    return {
        key: _tables_only(value, tables[key]) if key in tables else value
        for key, value in data.items()
        if key not in tables or isinstance(value, Mapping)
    }


# ---- a value of the wrong kind ----------------------------------------------------------------


def _wrong_value(
    data: Mapping[str, Any], text: str, where: str, kind: type[msgspec.Struct], said: str
) -> BadInputError:
    """Return the error for a value, from msgspec's message: the full key, the expected kind."""
    place = _PLACE.search(said)
    parts = re.split(r"[.\[]", place[1]) if place else []
    key: list[str] = []
    value: Any = data
    inner: type[msgspec.Struct] | None = kind
    wanted: Any = None
    for part in parts:
        fields = msgspec.structs.fields(inner) if inner else ()
        field = next((one for one in fields if one.encode_name == part), None)
        if field is None:
            break
        key.append(part)
        value, wanted = value[part], field.type
        inner = _tables(inner).get(part) if inner else None
    least = _LEAST.search(said)
    should = f"at least {least[1]}" if least else _in_words(wanted)
    for one, held in value.items() if isinstance(value, Mapping) and key else ():
        if not _fits(held, wanted):
            key.append(one)
            value, should = held, f"in {should}"
            break
    line = _line_of(key[-1], ".".join(key[:-1]), text) if key else 0
    # The key may itself be a table.
    line = line or (_line_of(key[-1], ".".join(key), text) if key else 0)
    return BadInputError(
        f"{'.'.join(key)} is {_as_written(value)}",
        where=f"{where}:{line}" if line else where,
        mend=f"It should be {should}",
    )


def _fits(value: Any, table: Any) -> bool:
    """Return whether a value may stand in a table of this type; so it may if it is no such type."""
    kinds = (getattr(one, "__origin__", one) for one in (table, *get_args(table)))
    plain = next((one for one in kinds if get_origin(one) is dict), None)
    if plain is None:
        return True
    try:
        msgspec.convert(value, get_args(plain)[1])
    except msgspec.ValidationError:
        return False
    return True


def _as_written(value: Any) -> str:
    """Return a value about as it stands in the file, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        held = ", ".join(f"{key} = {_as_written(one)}" for key, one in [*value.items()][:2])
        shown = f"a table with {held}" if held else "an empty table"
    elif isinstance(value, str):
        shown = repr(value)
    elif isinstance(value, list):
        shown = f"[{', '.join(map(_as_written, value[:3]))}]"
    else:
        shown = str(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _in_words(wanted: Any) -> str:
    """Return in words what a value should be: from its type's ``Meta``, or from the type alone."""
    for one in (wanted, *get_args(wanted)):
        for meta in getattr(one, "__metadata__", ()):
            if getattr(meta, "description", None):
                return str(meta.description)
    plain = wanted.__origin__ if hasattr(wanted, "__metadata__") else wanted
    return {bool: "true or false", int: "a whole number"}.get(plain, "a text in quotes")


# ---- keys that are unknown ----------------------------------------------------------------------


def _unknown_keys(
    data: Mapping[str, Any], text: str, where: str, kind: type[msgspec.Struct]
) -> Iterator[Problem]:
    """Yield each key and table of parsed settings that is unknown, with its line."""
    keys = known_keys(kind)
    for table, known in keys.items():
        found: Any = data
        for part in table.split(".") if table else ():
            found = found.get(part, {}) if isinstance(found, Mapping) else {}
        if not isinstance(found, Mapping):
            wanted = f"It should be a table: [{table}], and its keys in the lines below"
            key = table.rpartition(".")[2]
            yield _told(key, f"{table!r} is {_as_written(found)}", text, where, "", wanted)
            continue
        for key, value in found.items():
            if key in known:
                continue
            is_table = isinstance(value, Mapping)
            full = f"{table}.{key}" if table else key
            what = f"unknown table [{full}]" if is_table else f"unknown key {key!r}"
            inside = f" in [{table}]" if table and not is_table else ""
            yield _told(key, what + inside, text, where, full if is_table else table,
                        _hint(keys, table, key))  # fmt: skip


def _hint(keys: Mapping[str, frozenset[str]], table: str, key: str) -> str:
    for at, known in sorted(keys.items(), key=lambda one: one[0] != table):
        by_fold = {name.casefold().replace("-", "_"): name for name in known}
        wanted = key.casefold().replace("-", "_").replace(" ", "_")
        near = difflib.get_close_matches(wanted, by_fold, 1, 0.6 if at == table else 0.8)
        if near:
            under = "" if at == table else f" under [{at}]" if at else " above the first table"
            return f"Did you mean {by_fold[near[0]]}{under}?"
    return f"There is {', '.join(sorted(keys[table]))}"


def _told(key: str, what: str, text: str, where: str, table: str, mend: str) -> Problem:
    line = _line_of(key, table, text)
    return Problem("error", "unknown-setting", f"{where}:{line}" if line else where, what, mend)


def _line_of(key: str, table: str, text: str) -> int:
    """Return the line of a key or table, 0 if it cannot be found."""
    word = re.compile(rf"(?<![\w-]){re.escape(key)}(?![\w-])")
    here, anywhere, inline = "", 0, 0
    for number, line in enumerate(text.split("\n"), 1):
        if heading := _TABLE.match(line):
            here = re.sub(r"[\s\"']", "", heading[1])
        before, _, after = line.split("#", 1)[0].partition("=")
        if not word.search(before):
            if after.lstrip()[:1] == "{" and word.search(after):
                inline = inline or number
            continue
        if here == re.sub(r"[\s\"']", "", table):
            return number
        anywhere = anywhere or number
    return anywhere or inline
