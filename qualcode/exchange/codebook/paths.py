"""How one column of names tells a tree: by paths, indents, depths, parents, or outline numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.exchange.codebook.entries import Path, clean_name

#: Separators that programs put into paths of names, and people hardly ever into a name.
_PROGRAMS = ("\\\\", "\\", ">>", "::", "⟩")
#: Separators that names hold too: they count only where what stands before is a code itself.
_MAYBE = ("->", "→", " > ", " › ", ".", ": ", " / ", "/", " - ", " – ", "|", ":", ">")
_OUTLINE = re.compile(r"([A-Z]|\d{1,3})((?:\.\d{1,3})*)[.)]?\s+(?=\S)")
_ONE_NUMBER = re.compile(r"((?:[A-Z]|\d{1,3})(?:\.\d{1,3})*)\.?")


@dataclass(frozen=True)
class Told:
    """The paths of a list of names, and how they were told, for the report."""

    paths: list[Path]
    how: str = ""


def by_separator(names: Sequence[str], *, sure: str = "", tops: Sequence[str] = ()) -> Told | None:
    """Return the paths that names hold, ``A\\B``, ``A.B``; ``None`` if they hold none.

    ``sure`` is a separator that the program is known for; ``tops`` are names that may stand before
    a separator without a row of their own.
    """
    cleaned = [clean_name(name) for name in names]
    for mark in _PROGRAMS:
        if any(_parts(name, mark) for name in cleaned):
            return Told([_parts(name, mark) or (name,) for name in cleaned], f"{mark.strip()!r}")
    known = {" ".join(name.split()).casefold() for name in [*cleaned, *tops] if name}
    for mark in _MAYBE:
        split = [_parts(name, mark) for name in cleaned]
        holding = [parts for parts in split if parts]
        if not holding:
            continue
        good = [parts for parts in holding if mark.join(parts[:-1]).casefold() in known]
        most = len(mark.strip()) < len(mark) or mark in ("->", "→")
        if most and mark not in (": ", " - ", " – ", " / ") and len(holding) * 2 > len(cleaned):
            return Told([parts or (name,) for parts, name in zip(split, cleaned, strict=True)],
                        f"{mark.strip()!r}")  # fmt: skip
        if mark == sure or (good and len(good) * 2 > len(holding)):
            return Told(_maybe_paths(cleaned, mark, known, every=mark == sure), f"{mark.strip()!r}")
    return None


def _parts(name: str, mark: str) -> Path:
    """Return the parts of a name at a separator; empty if it is none, or has an empty part."""
    parts = tuple(" ".join(part.split()) for part in name.split(mark))
    return parts if len(parts) > 1 and all(parts) else ()


def _maybe_paths(names: Sequence[str], mark: str, known: set[str], *, every: bool) -> list[Path]:
    """Return paths split only where what stands before a separator is a code."""
    found: list[Path] = []
    for name in names:
        path: list[str] = []
        begin = 0
        pieces = name.split(mark)
        for at in range(1, len(pieces)):
            before = mark.join(pieces[:at])
            part = before[begin:].strip()
            if part and (every or before.casefold() in known):
                path.append(part)
                begin = len(before) + len(mark)
        rest = name[begin:].strip()
        found.append((*path, rest) if rest else (name,))
    return found


def by_depth(names: Sequence[str], depths: Sequence[int]) -> Told:
    """Return the paths of names that stand below the nearest less deep one before them."""
    found: list[Path] = []
    stack: list[tuple[int, str]] = []
    for name, depth in zip(names, depths, strict=True):
        while stack and stack[-1][0] >= depth:
            stack.pop()
        stack.append((depth, clean_name(name)))
        found.append(tuple(one for _, one in stack))
    return Told(found)


def by_indent(names: Sequence[str]) -> Told | None:
    """Return the paths of indented names; ``None`` if none is indented."""
    depths = []
    for name in names:
        bare = name.lstrip(" \t\u00a0\u2003\u2002")
        depths.append(sum(4 if c == "\t" else 1 for c in name[: len(name) - len(bare)]))
    if len(set(depths)) < 2:
        return None
    return Told(by_depth(names, depths).paths, "indents")


def by_number(names: Sequence[str], numbers: Sequence[str] = ()) -> Told | None:
    """Return the paths that outline numbers tell, ``1``, ``1.2``; ``None`` if they tell none.

    The numbers are those before the names, left off there, or those of a column of their own.
    """
    marks: list[str] = []
    bare: list[str] = []
    for at, name in enumerate(names):
        cleaned = clean_name(name)
        if numbers:
            found = _ONE_NUMBER.fullmatch(numbers[at].strip())
            marks.append(found[1] if found else "")
            bare.append(cleaned)
            continue
        begun = _OUTLINE.match(cleaned)
        marks.append(begun[1] + begun[2] if begun else "")
        bare.append(cleaned[begun.end() :] if begun else cleaned)
    numbered = [mark for mark in marks if mark]
    above = set(numbered)
    if len(numbered) * 5 < len(names) * 4 or len(above) * 10 < len(numbered) * 9:
        return None
    if not any(mark.rpartition(".")[0] in above for mark in numbered):
        return None
    last: dict[str, str] = {}
    paths: list[Path] = []
    for mark, name in zip(marks, bare, strict=True):
        paths.append(_numbered(mark, name, last))
        if mark:
            last[mark] = name
    return Told(paths, "numbers" if numbers else "numbers before the names")


def _numbered(mark: str, name: str, at: dict[str, str]) -> Path:
    above: list[str] = []
    while mark:
        mark = mark.rpartition(".")[0]
        if mark in at:
            above.insert(0, at[mark])
    return (*above, name)


def by_parent(names: Sequence[str], parents: Sequence[str], ids: Sequence[str] = ()) -> Told:
    """Return the paths of names whose parents are told: by id where there are ids, or by name.

    A parent that is no name in the list becomes one. Of several of one name, the nearest before
    counts, then the first. If one parent is a path, all are.
    """
    cleaned = [clean_name(name) for name in names]
    if not ids:
        for mark in (*_PROGRAMS, " > ", "->", "→"):
            if any(_parts(parent, mark) for parent in parents):
                return Told(
                    [
                        (*(_parts(parent, mark) or ((clean_name(parent),) if parent else ())), name)
                        for name, parent in zip(cleaned, parents, strict=True)
                    ]
                )
    above = [clean_name(parent) for parent in parents]
    tops = {name.casefold() for name, parent in zip(cleaned, above, strict=True) if not parent}
    if not ids and all(parent.casefold() in tops for parent in above if parent):
        # No parent needs to be looked for among the deeper codes.
        return Told(
            [(parent, name) if parent else (name,)
             for name, parent in zip(cleaned, above, strict=True)]
        )  # fmt: skip
    keys = [one.strip() for one in ids] if ids else [name.casefold() for name in cleaned]
    places: dict[str, list[int]] = {}
    for at, key in enumerate(keys):
        places.setdefault(key, []).append(at)
    up = [_above(parent, at, places, by_id=bool(ids)) for at, parent in enumerate(parents)]
    return Told([_climbed(at, cleaned, up) for at in range(len(cleaned))])


def _above(parent: str, at: int, places: dict[str, list[int]], *, by_id: bool) -> int | Path | None:
    name = parent.strip() if by_id else clean_name(parent)
    if not name:
        return None
    there = [place for place in places.get(name if by_id else name.casefold(), []) if place != at]
    before = [place for place in there if place < at]
    if before:
        return before[-1]
    return there[0] if there else (name,)


def _climbed(at: int, names: Sequence[str], up: Sequence[int | Path | None]) -> Path:
    path: Path = ()
    here: int | Path | None = at
    seen: set[int] = set()
    while isinstance(here, int) and here not in seen:
        seen.add(here)
        path = (names[here], *path)
        here = up[here]
    return (*here, *path) if isinstance(here, tuple) else path
