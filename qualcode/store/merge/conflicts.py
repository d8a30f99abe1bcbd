"""Conflicts of a codebook merge: written into the file as comments, read back, decided."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.codebook.code import Codebook
from qualcode.model.merge_decision import Choice
from qualcode.store.codebook.edit import (
    with_code_changed,
    with_code_merged,
    with_code_moved,
    with_code_removed,
)
from qualcode.store.codebook.reader import parse_codebook

#: The start of a line in the file that describes a conflict; ``check`` finds it.
MARK = "# CONFLICT"
_KEY = re.compile(r"^(\s*)(-\s+)?id\s*:")
_FIELD = re.compile(r"# CONFLICT in (\w+): here stands (.*)ours, the other side has")
_CODE = re.compile(r"# CONFLICT on the code: (.*) here, (.*) on the other side\.")
_TAKE = re.compile(
    r"#   To take (?:ours|theirs): "
    r"(remove it|merge it into (\S+)|move it (?:below (\S+)|to the top))\."
)
_NOTHING = "(nothing)"
#: What ours did to a code that the other side changed; the code still stands there.
PUT_BACK = "removed, and put back"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict of both sides about one code: the field, and what each says.

    ``field`` is "code" if one side removed or merged it and the other changed it, "parent" if each
    moved it elsewhere. ``take`` says how to do theirs: "remove", "merge ID", "move ID" or "move";
    empty if only a person can do it.
    """

    code: str
    field: str
    ours: str
    theirs: str
    take: str = ""

    @property
    def words(self) -> str:
        """Return the conflict in one line."""
        if self.field == "code":
            return f"{self.code}: {self.ours} here, {self.theirs} there"
        return f"{self.code}: {self.field} changed on both sides"

    @property
    def is_text(self) -> bool:
        """Whether it is about a text, so that a third text could be written."""
        return self.field not in ("code", "parent")


def marked(text: str, conflicts: Iterable[Conflict]) -> str:
    """Return a codebook's text with a readable block below the id of each code in conflict."""
    wanted: dict[str, list[Conflict]] = {}
    for conflict in conflicts:
        wanted.setdefault(conflict.code, []).append(conflict)
    if not wanted:
        return text
    lines = text.split("\n")
    for code in sorted((c for c in _book(text) if c.id in wanted), key=lambda c: -c.line):
        head = _KEY.match(lines[code.line - 1])
        column = len(head[1]) + len(head[2] or "") if head else 4
        block = [line for conflict in wanted[code.id] for line in _block(conflict)]
        lines[code.line : code.line] = [" " * column + line for line in block]
    return "\n".join(lines)


def _block(conflict: Conflict) -> list[str]:
    if conflict.field == "code":
        first = f"{MARK} on the code: {conflict.ours} here, {conflict.theirs} on the other side."
        said = []
    else:
        where = f"{conflict.ours}: " if conflict.field == "parent" else ""
        first = f"{MARK} in {conflict.field}: here stands {where}ours, the other side has"
        said = [f"#   | {line}" for line in (conflict.theirs or _NOTHING).splitlines()]
    if conflict.take:
        whose = "ours" if conflict.ours == PUT_BACK else "theirs"
        said.append(f"#   To take {whose}: {taken(conflict.take)}.")
    last = "#   Decide: qualcode codebook resolve; or by hand, and then delete these lines."
    return [first, *said, last]


def taken(take: str) -> str:
    """Return in words what a conflict's ``take`` does."""
    verb, _, code = take.partition(" ")
    if verb == "remove":
        return "remove it"
    if verb == "merge":
        return f"merge it into {code}"
    return f"move it below {code}" if code else "move it to the top"


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A conflict with its block in a file: lines ``first`` to before ``end``, from 0."""

    conflict: Conflict
    first: int
    end: int


def open_conflicts(text: str) -> list[OpenConflict]:
    """Return the conflicts whose blocks are in a codebook's text, in order.

    For a text field, ``ours`` is the file's present text.

    Raises:
        BadInputError: it is not a codebook.
    """
    book = _book(text)
    lines = text.split("\n")
    codes = sorted(book, key=lambda c: c.line)
    found = []
    for first, line in enumerate(lines):
        if not line.lstrip().startswith(MARK):
            continue
        end = first + 1
        while end < len(lines) and lines[end].lstrip().startswith("#   "):
            end += 1
        code = next((c for c in reversed(codes) if c.line <= first), None)
        conflict = _read(book, code.id if code else "", [x.strip() for x in lines[first:end]])
        if conflict is not None:
            found.append(OpenConflict(conflict, first, end))
    return found


def _read(book: Codebook, code: str, block: list[str]) -> Conflict | None:
    take = next((_verb(t) for line in block if (t := _TAKE.fullmatch(line))), "")
    if on_code := _CODE.fullmatch(block[0]):
        return Conflict(code, "code", on_code[1], on_code[2], take)
    in_field = _FIELD.fullmatch(block[0])
    entry = book.get(code)
    if in_field is None or entry is None:
        return None
    said = [line.removeprefix("#   |")[1:] for line in block if line.startswith("#   |")]
    theirs = "\n".join(said)
    name = in_field[1]
    if name == "parent":
        return Conflict(code, name, in_field[2].removesuffix(": "), theirs, take)
    ours = getattr(entry, name, "")
    if not isinstance(ours, str):
        return None
    return Conflict(code, name, ours, "" if theirs == _NOTHING else theirs)


def _verb(found: re.Match[str]) -> str:
    if found[1] == "remove it":
        return "remove"
    if found[2]:
        return f"merge {found[2]}"
    return f"move {found[3]}" if found[3] else "move"


def decided(text: str, conflict: Conflict, choice: Choice) -> str:
    """Return a codebook's text with one conflict decided, and its block removed.

    Raises:
        NotFoundError: the text has no block for this conflict.
        BadInputError: this choice is not possible here.
        StudyError: the codebook is written in a way that only a person can edit.
    """
    found = next(
        (one for one in open_conflicts(text)
         if (one.conflict.code, one.conflict.field) == (conflict.code, conflict.field)
         and one.conflict.theirs == conflict.theirs
         and (conflict.field != "code" or one.conflict.ours == conflict.ours)), None,
    )  # fmt: skip
    if found is None:
        raise NotFoundError(f"{conflict.words}: that is decided already")
    lines = text.split("\n")
    del lines[found.first : found.end]
    text = "\n".join(lines)
    if choice.side is None and not conflict.is_text:
        raise BadInputError(f"{conflict.words}: no third text can stand there")
    # The file has theirs, if ours removed the code.
    stands = "theirs" if conflict.ours == PUT_BACK else "ours"
    if choice.side == stands:
        return text
    if conflict.is_text:
        value = conflict.theirs if choice.side else choice.text
        return with_code_changed(text, conflict.code, {conflict.field: value})
    verb, _, other = conflict.take.partition(" ")
    if not verb:
        raise BadInputError(
            f"{conflict.words}: only the code as it stands can be kept",
            mend="Edit the codebook afterwards, if it should be otherwise",
        )
    if verb == "remove":
        return with_code_removed(text, conflict.code)
    if not other:
        return with_code_moved(text, conflict.code)
    # By an earlier choice, the other code may itself have been merged, even into this one, or
    # removed; then this one stays as it is.
    target = _book(text).get(other)
    if target is None or target.id == conflict.code:
        return text
    if verb == "merge":
        return with_code_merged(text, conflict.code, target.id)
    return with_code_moved(text, conflict.code, parent=target.id)


def _book(text: str) -> Codebook:
    return parse_codebook(text, "codebook.yaml")[0]
