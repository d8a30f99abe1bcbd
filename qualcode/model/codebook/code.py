"""The codebook: nested codes with their definitions, and the problems it can have."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from qualcode.model.plural import counted
from qualcode.model.problem import Problem

STATUSES = ("active", "draft", "placeholder", "retired")
_CODE_ID = re.compile(r"[\w][\w.-]{0,79}")


@functools.lru_cache(maxsize=10_000)
def _digest(definition: str, include: tuple[str, ...], exclude: tuple[str, ...]) -> str:
    # Compiled once: it is used for every coding of a study.
    meaning = [" ".join(definition.split())]
    rules = [sorted(" ".join(p.split()) for p in r) for r in (include, exclude)]
    form = json.dumps([meaning, rules], ensure_ascii=False)
    return hashlib.sha256(form.encode("utf-8")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of the codebook. A code with children is a theme.

    ``brief`` is the definition in a line, for lists; it is not part of the meaning, which the
    full ``definition`` and the rules give. ``include``, ``exclude`` and ``examples`` are rules and
    examples, one string each, so that a code has the six parts of K. M. MacQueen and others,
    "Codebook Development for Team-Based Qualitative Analysis" (1998). ``was`` lists ids the code
    had before, ``split_from`` is the code that it was split off. ``line`` is its line in the file,
    from 1, 0 if unknown.
    """

    id: str
    name: str
    definition: str = ""
    name_cy: str = ""
    brief: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    colour: str = ""
    status: str = "active"
    source: str = ""
    split_from: str = ""
    was: tuple[str, ...] = ()
    children: tuple[Code, ...] = ()
    line: int = 0

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits of the SHA-256 of what the code means.

        Definition and rules count; name, colour, order and examples do not, and neither does
        whitespace, so that only a change of meaning asks for re-reading.
        """
        return _digest(self.definition, self.include, self.exclude)

    @property
    def can_be_used(self) -> bool:
        """Whether codings can be made with the code: it is neither a placeholder nor retired."""
        return self.status in ("active", "draft")

    def walk(self) -> Iterator[Code]:
        """Yield the code and everything below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Codebook:
    """The codes of a study, in order, with fast look-up by id."""

    title: str = ""
    source: str = ""
    codes: tuple[Code, ...] = ()
    _by_id: dict[str, Code] = field(init=False, repr=False, compare=False)
    _parent: dict[str, str] = field(init=False, repr=False, compare=False)
    _was: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id: dict[str, Code] = {}
        parent: dict[str, str] = {}
        was: dict[str, str] = {}
        for top in self.codes:
            for code in top.walk():
                by_id.setdefault(code.id, code)
                for child in code.children:
                    parent.setdefault(child.id, code.id)
                for old in code.was:
                    was.setdefault(old, code.id)
        object.__setattr__(self, "_by_id", by_id)
        object.__setattr__(self, "_parent", parent)
        object.__setattr__(self, "_was", was)

    def __iter__(self) -> Iterator[Code]:
        for top in self.codes:
            yield from top.walk()

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, code_id: str) -> Code | None:
        """Return the code of this id, or of an id it had before, or ``None``."""
        code = self._by_id.get(code_id)
        if code is None and code_id in self._was:
            code = self._by_id.get(self._was[code_id])
        return code

    def resolve(self, code_id: str) -> str:
        """Return the present id of the code that ``code_id`` meant; itself if it is unknown."""
        code = self.get(code_id)
        return code.id if code else code_id

    def parent(self, code_id: str) -> str | None:
        """Return the id of the code above, ``None`` at the top."""
        return self._parent.get(code_id)

    def top(self, code_id: str) -> str:
        """Return the id of the top-level code above ``code_id`` (itself, at the top)."""
        above = self._parent.get(code_id)
        while above is not None:
            code_id, above = above, self._parent.get(above)
        return code_id

    def depth(self, code_id: str) -> int:
        """Return how many codes are above this one."""
        depth = 0
        above = self._parent.get(code_id)
        while above is not None:
            depth, above = depth + 1, self._parent.get(above)
        return depth

    def below(self, code_id: str) -> frozenset[str]:
        """Return the ids of the code and all its descendants."""
        code = self._by_id.get(code_id)
        return frozenset(c.id for c in code.walk()) if code else frozenset()

    def merged_with(self, other: Codebook) -> Codebook:
        """Return a codebook of this one's codes followed by ``other``'s."""
        titles = [t for t in (self.title, other.title) if t]
        sources = [s for s in (self.source, other.source) if s]
        return replace(
            self,
            title=" + ".join(titles),
            source="; ".join(sources),
            codes=self.codes + other.codes,
        )


def valid_code_id(text: str) -> bool:
    """Return whether ``text`` can be a code id: letters, digits, ``_ . -``, at most 80."""
    return bool(_CODE_ID.fullmatch(text))


def codebook_problems(book: Codebook, where: str) -> list[Problem]:
    """Return the problems of a codebook, unfinished parts included; ``where`` names its file."""
    found: list[Problem] = []
    seen: dict[str, tuple[int, Code]] = {}
    placeholders = []
    for number, code in enumerate(book):
        spot = f"{where}:{code.line}" if code.line else where
        found += _one_code(code, spot)
        for one in (code.id, *code.was):
            # By its place: one codebook given twice may be twice the same objects.
            at, first = seen.setdefault(one, (number, code))
            if at != number:
                earlier = f"line {first.line}" if first.line else f"{first.name!r}"
                found.append(
                    Problem(
                        "error",
                        "duplicate-code-id",
                        spot,
                        f"the id {one!r} is also that of the code at {earlier}",
                        "Give one of them another id",
                    )
                )
        if code.status == "placeholder":
            placeholders.append(code)
    if placeholders:
        found.append(_placeholder_note(placeholders, where))
    found += _welsh_names(book, where)
    return found


def _one_code(code: Code, spot: str) -> list[Problem]:
    found = []
    if not valid_code_id(code.id):
        found.append(
            Problem(
                "error",
                "bad-code-id",
                spot,
                f"{code.id!r} cannot be a code's id",
                "Use letters, digits, hyphens; no blanks",
            )
        )
    if not code.name:
        found.append(
            Problem("error", "no-name", spot, f"code {code.id!r} has no name", "Add name:")
        )
    if code.status not in STATUSES:
        found.append(
            Problem(
                "error",
                "bad-status",
                spot,
                f"code {code.id!r} has status {code.status!r}",
                f"Use one of {', '.join(STATUSES)}",
            )
        )
    if code.status == "active" and not code.definition:
        found.append(
            Problem(
                "warning",
                "no-definition",
                spot,
                f"code {code.id!r} has no definition",
                "Write one, or two coders will not agree on it",
            )
        )
    if code.colour and not re.fullmatch(r"#[0-9A-Fa-f]{6}", code.colour):
        found.append(
            Problem(
                "warning",
                "bad-colour",
                spot,
                f"code {code.id!r} has colour {code.colour!r}",
                "Write it as '#1f77b4', in quotes",
            )
        )
    return found


def _placeholder_note(placeholders: Sequence[Code], where: str) -> Problem:
    names = ", ".join(code.id for code in placeholders)
    how_many = counted(len(placeholders), "code is a placeholder", "codes are placeholders")
    return Problem(
        "note",
        "placeholders",
        where,
        f"{how_many}, to be filled in from the report: {names}",
        "Tick them in it: qualcode codebook import REPORT --framework. Or give each its name and "
        "definition and set status: active; until then none can be used",
    )


def _welsh_names(book: Codebook, where: str) -> list[Problem]:
    usable = [code for code in book if code.can_be_used]
    named = [code for code in usable if code.name_cy]
    if not named or len(named) == len(usable):
        return []
    without = ", ".join(code.id for code in usable if not code.name_cy)
    return [
        Problem(
            "note",
            "no-welsh-name",
            where,
            counted(len(usable) - len(named), "code has", "codes have")
            + f" no Welsh name: {without}",
            "Add name_cy: where an official term exists; otherwise nothing needs doing",
        )
    ]
