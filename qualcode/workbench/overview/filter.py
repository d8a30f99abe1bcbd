"""The filter of the overview: words, and conditions such as ``done=no``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qualcode.model.coding.coverage import percent
from qualcode.workbench.find.folding import folded, searchable
from qualcode.workbench.overview.rows import DocumentLine

_TERM = re.compile(r'((?:[^\s"]|"[^"]*(?:"|$))+)')
_CONDITION = re.compile(r"([^\W\d]\w*)(<=|>=|=|:|<|>)(.*)", re.S)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq,
}  # fmt: skip
_YES = ("yes", "y")
_NO = ("no", "n")
#: The names that every study has, in the order of a hint.
NAMES = ("document", "group", "language", "case", "coded", "codings", "words", "turns", "done",
         "memo", "orphans")  # fmt: skip

_Test = Callable[[DocumentLine], bool]


@dataclass(frozen=True)
class Filter:
    """A parsed filter; ``hint`` says in one line what was not understood.

    Words are separated by blanks and all must match; quotation marks keep blanks. A condition with
    an unknown name is searched for literally, like a word.
    """

    typed: str
    hint: str
    _tests: tuple[_Test, ...]

    @classmethod
    def of(cls, typed: str, lines: Iterable[DocumentLine]) -> Filter:
        """Make a filter for these lines, whose cases define the possible attributes."""
        reader = _Reader(lines)
        tests = [reader.term(term) for term in _TERM.findall(typed)]
        return cls(typed, reader.hint, tuple(tests))

    def matches(self, line: DocumentLine) -> bool:
        """Return whether a line passes the filter."""
        return all(test(line) for test in self._tests)


def _everything(line: DocumentLine) -> bool:
    return True


def _nothing(line: DocumentLine) -> bool:
    return False


class _Reader:
    def __init__(self, lines: Iterable[DocumentLine]) -> None:
        self._lines = list(lines)
        attributes = {a: "" for line in self._lines for c in line.cases for a in c.attributes}
        self._attributes = [name for name in attributes if name not in NAMES]
        self._coders = list(dict.fromkeys(n for line in self._lines for n in line.shares))
        self.hint = ""

    def term(self, term: str) -> _Test:
        found = _CONDITION.fullmatch(term)
        if found is None:
            return _word(term.replace('"', ""))
        name, sign, value = found.groups()
        sign = sign.replace(":", "=")
        names = self._names(name)
        if not names:
            self.hint = f"No {name!r} to filter by: there are {', '.join(self._all_names())}"
            return _word(term.replace('"', ""))
        tests = [self._condition(n, sign, value.replace('"', "").strip()) for n in names]
        return lambda line: any(test(line) for test in tests)

    def _all_names(self) -> list[str]:
        return [*NAMES, *self._attributes]

    def _names(self, typed: str) -> list[str]:
        """Return the names that ``typed`` may stand for: itself, else beginnings and initials."""
        wanted = folded(typed)
        names = self._all_names()
        exact = [name for name in names if folded(name) == wanted]
        return exact or [
            name for name in names if folded(name).startswith(wanted) or _initials(name) == wanted
        ]

    def _condition(self, name: str, sign: str, value: str) -> _Test:
        if not value:
            self._say_values(name)
            return _everything
        if name == "done":
            return self._done(value, sign)
        if name in ("memo", "orphans"):
            amount = "memos" if name == "memo" else name
            if sign == "=" and value.casefold() in _YES:
                return lambda line: getattr(line, amount) > 0
            if sign == "=" and value.casefold() in _NO:
                return lambda line: getattr(line, amount) == 0
            return self._number(lambda line: getattr(line, amount), name, sign, value, "yes, no")
        if name == "coded":
            value = value.removesuffix("%")
            return self._number(lambda line: percent(line.coded), name, sign, value, "0 to 100")
        if name in ("codings", "words", "turns"):
            value = value.replace(",", "")
            return self._number(lambda line: getattr(line, name), name, sign, value, "a number")
        if sign != "=":
            return self._attribute_number(name, sign, value)
        return _holds(name, value)

    def _done(self, value: str, sign: str) -> _Test:
        if sign == "=" and value.casefold() in _YES:
            return lambda line: line.is_done
        if sign == "=" and value.casefold() in _NO:
            return lambda line: not line.is_done
        wanted = folded(value)
        whole = [name for name in self._coders if folded(name) == wanted]
        coders = whole or [name for name in self._coders if folded(name).startswith(wanted)]
        if sign != "=" or not coders:
            if not "yes".startswith(value.casefold()):
                self._say_values("done")
            return _nothing
        return lambda line: any(name in line.done for name in coders)

    def _number(
        self, of: Callable[[DocumentLine], float], name: str, sign: str, value: str, values: str
    ) -> _Test:
        if not _NUMBER.fullmatch(value):
            self.hint = f"{name}: {value!r} is none of {values}"
            return _nothing
        number, compare = float(value), _COMPARE[sign]
        return lambda line: compare(of(line), number)

    def _attribute_number(self, name: str, sign: str, value: str) -> _Test:
        if not _NUMBER.fullmatch(value):
            self.hint = f"{name}{sign} wants a number"
            return _nothing
        number, compare = float(value), _COMPARE[sign]

        def test(line: DocumentLine) -> bool:
            given = (text.strip() for text in _values(line, name))
            return any(_NUMBER.fullmatch(text) and compare(float(text), number) for text in given)

        return test

    def _say_values(self, name: str) -> None:
        if name == "done":
            values: Sequence[str] = ["yes", "no", *self._coders]
        elif name in ("memo", "orphans"):
            values = ["yes", "no"]
        elif name in ("coded", "codings", "words", "turns"):
            values = ["a number, also after < or >"]
        else:
            values = sorted({v for line in self._lines for v in _values(line, name) if v})
        more = " …" if len(values) > 12 else ""
        self.hint = f"{name}: {', '.join(values[:12])}{more}"


def _word(word: str) -> _Test:
    wanted = folded(word)
    return lambda line: wanted in line.words_to_find


def _holds(name: str, value: str) -> _Test:
    """Return whether a text of this name has the value; a number never matches part of another."""
    wanted = folded(value)
    if wanted.isdecimal():
        number = re.compile(rf"(?<!\d){wanted}(?!\d)")
        return lambda line: any(number.search(v) for v in _values(line, name))
    return lambda line: any(wanted in searchable(v) for v in _values(line, name))


def _values(line: DocumentLine, name: str) -> list[str]:
    if name == "document":
        return [line.id, line.title]
    if name == "language":
        return [line.language]
    if name == "case":
        return [case.id for case in line.cases]
    named = [case.attributes.get(name, "") for case in line.cases]
    return [line.group, *named] if name == "group" else named


def _initials(name: str) -> str:
    return "".join(part[0] for part in re.split(r"[\W_]+", folded(name)) if part)
