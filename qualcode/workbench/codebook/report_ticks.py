"""What a person ticks among a report's statements, edits and takes as codes; nothing is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.errors import BadInputError
from qualcode.exchange.codebook.framework_sheet import read_sheet, sheet_rows
from qualcode.exchange.codebook.statements import TEXT, Statement
from qualcode.model.codebook.code import Codebook
from qualcode.model.plural import counted
from qualcode.workbench.codebook.framework import Framework
from qualcode.workbench.codebook.reading import CodebookForm

#: What a ticked statement becomes if it fills no placeholder.
NEW = "new"


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of a statement: ``take`` is ``NEW``, a placeholder's id, or empty.

    ``name`` and ``definition`` are as printed or as rewritten; ``joined`` is how many of the lines
    after it belong to it.
    """

    take: str
    name: str
    definition: str
    joined: int = 0


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A code that waits to be filled, and the digit that fills it; 0 where there is none left."""

    digit: int
    id: str
    name: str


class ReportTicks:
    """The choices for a report's statements, by their number, with undo and redo."""

    def __init__(self, book: Codebook, found: Framework) -> None:
        self._book = book
        self.title = found.title
        self.every: Sequence[Statement] = found.every
        self.placeholders = _numbered(
            [(code.id, code.name) for code in book if code.status == "placeholder"]
        )
        self._suggested = _suggested(found, self.placeholders)
        self._choices: dict[int, Choice] = {}
        self._done: list[tuple[str, dict[int, Choice]]] = []
        self._undone: list[tuple[str, dict[int, Choice]]] = []

    # ---- looking --------------------------------------------------------------------------

    def shown(self, *, every: bool = False, words: str = "") -> list[int]:
        """Return the numbers of the statements that have all these words, in their order.

        With ``every`` the other paragraphs are among them. What is ticked stays among them; lines
        that were joined to another do not.
        """
        wanted = words.casefold().split()
        gone = self._joined()
        found = []
        for number, one in enumerate(self.every):
            if number in gone:
                continue
            if number not in self._choices and one.kind == TEXT and not every:
                continue
            texts = (self.choice(number).name, one.full_name, one.definition, one.kind)
            text = " ".join(texts).casefold()
            if all(word in text for word in wanted):
                found.append(number)
        return found

    def choice(self, number: int) -> Choice:
        """Return what was chosen for a statement, or how it is printed."""
        return self._choices.get(number) or self.printed(number)

    def printed(self, number: int) -> Choice:
        """Return a statement as printed, not ticked."""
        one = self.every[number]
        return Choice("", one.full_name, one.definition)

    @property
    def taken(self) -> list[int]:
        """The numbers of the statements that are ticked."""
        return [number for number in sorted(self._choices) if self._choices[number].take]

    @property
    def open(self) -> list[Placeholder]:
        """The placeholders that nothing fills yet."""
        filled = {choice.take for choice in self._choices.values()}
        return [one for one in self.placeholders if one.id not in filled]

    def filled_by(self, placeholder: str) -> int | None:
        """Return the number of the statement that fills a placeholder."""
        return next((n for n, c in self._choices.items() if c.take == placeholder), None)

    def context(self, number: int) -> tuple[str, str]:
        """Return the paragraphs before and after a statement, as printed."""
        after = number + 1 + self.choice(number).joined
        return (
            self.every[number - 1].definition if number else "",
            self.every[after].definition if after < len(self.every) else "",
        )

    def undefined(self, number: int) -> bool:
        """Return whether a statement has no definition but its own name."""
        choice = self.choice(number)
        return choice.definition.strip() in ("", choice.name, self.every[number].name)

    def warning(self, number: int) -> str:
        """Return what taking a statement would do besides: to a code of that name, for instance."""
        choice = self.choice(number)
        if choice.take in ("", NEW):
            name = choice.name.casefold()
            there = next((code for code in self._book if code.name.casefold() == name), None)
            if there is not None:
                return f"The code {there.id} has this name: it would get this definition"
        if choice.take == NEW and self.undefined(number):
            return "Nothing is printed below it: a draft code, until somebody defines it"
        if choice.take and self.undefined(number):
            return "Nothing is printed below it: write a definition, or its name will stand there"
        return ""

    def rename_report(self, title: str) -> str:
        """Give the report another title, as the codes' source will say it."""
        self.title = " ".join(title.split())
        return f"The source: {self.title}" if self.title else "The source has no title"

    # ---- choosing -------------------------------------------------------------------------

    def tick(self, number: int) -> str:
        """Tick a statement, to fill the placeholder of its label or as a new code; or untick it."""
        if self.choice(number).take:
            return self.skip(number)
        wanted = self._suggested.get(number, NEW)
        if wanted != NEW and self.filled_by(wanted) is not None:
            wanted = NEW
        return self._take(number, wanted)

    def as_code(self, number: int) -> str:
        """Tick a statement as a new code."""
        return self._take(number, NEW)

    def fill(self, number: int, digit: int) -> str:
        """Let a statement fill the placeholder of a digit.

        Raises:
            BadInputError: there is none.
        """
        wanted = next((one for one in self.placeholders if one.digit == digit), None)
        if wanted is None:
            some = ", ".join(str(one.digit) for one in self.placeholders if one.digit)
            raise BadInputError(
                f"no placeholder has the number {digit}",
                mend=f"There are {some}" if some else "The codebook has none; y takes a new code",
            )
        return self._take(number, wanted.id)

    def fill_next(self, number: int) -> str:
        """Let a statement fill the first placeholder that is open.

        Raises:
            BadInputError: none is.
        """
        left = [one for one in self.open if one.id != self.choice(number).take]
        if not left:
            raise BadInputError("no placeholder is open", mend="y takes it as a new code")
        return self._take(number, left[0].id)

    def skip(self, number: int) -> str:
        """Leave a statement out; what was written for it stays, should it be ticked again."""
        if not self.choice(number).take:
            return "It is not ticked"
        return self._change(number, replace(self.choice(number), take=""), "left out")

    def write(self, number: int, name: str, definition: str) -> str:
        """Give a statement another name and definition, and tick it if it is not.

        Raises:
            BadInputError: there is no name.
        """
        if not name.strip():
            raise BadInputError("a code needs a name")
        choice = self.choice(number)
        take = choice.take or self._suggested.get(number, NEW)
        if not choice.take and take != NEW and self.filled_by(take) is not None:
            take = NEW
        name = " ".join(name.split())
        return self._change(
            number, Choice(take, name, definition.strip(), choice.joined), "written"
        )

    def join(self, number: int) -> str:
        """Join a statement with the line after it, as where a heading has two lines.

        Raises:
            BadInputError: there is none, or it is ticked itself.
        """
        choice = self.choice(number)
        other = number + choice.joined + 1
        if other >= len(self.every) or self.choice(other).take:
            raise BadInputError("the line after it cannot be joined", mend="It is ticked, or none")
        one = self.every[other]
        name = f"{choice.name} {one.full_name}"
        was = choice.definition if choice.definition != self.every[number].name else ""
        definition = "\n".join(text for text in (was, one.definition) if text)
        joined = choice.joined + 1
        return self._change(number, Choice(choice.take, name, definition, joined), "joined")

    def _take(self, number: int, take: str) -> str:
        before = self.filled_by(take) if take != NEW else None
        choices = dict(self._choices)
        moved = ""
        if before is not None and before != number:
            choices[before] = replace(choices[before], take="")
            moved = f"; “{choices[before].name}” does not any more"
        choices[number] = replace(self.choice(number), take=take)
        what = "a new code" if take == NEW else f"fills {take}"
        return self._set(f"“{choices[number].name}”: {what}{moved}", choices)

    def _change(self, number: int, choice: Choice, what: str) -> str:
        return self._set(f"“{choice.name}”: {what}", {**self._choices, number: choice})

    def _set(self, words: str, choices: dict[int, Choice]) -> str:
        self._done.append((words, self._choices))
        self._undone.clear()
        self._choices = choices
        return words

    def undo(self) -> str:
        """Take the last choice back."""
        if not self._done:
            return "Nothing was chosen yet"
        words, choices = self._done.pop()
        self._undone.append((words, self._choices))
        self._choices = choices
        return f"Taken back: {words}"

    def redo(self) -> str:
        """Do again what was taken back."""
        if not self._undone:
            return "Nothing was taken back"
        words, choices = self._undone.pop()
        self._done.append((words, self._choices))
        self._choices = choices
        return f"Again: {words}"

    def _joined(self) -> set[int]:
        return {
            number + below
            for number, choice in self._choices.items()
            for below in range(1, choice.joined + 1)
        }

    # ---- taking ---------------------------------------------------------------------------

    def form(self) -> CodebookForm:
        """Return the ticked statements as a form's codes, with report and page as their source.

        Raises:
            BadInputError: none is ticked.
        """
        rows = sheet_rows(self.every, self.title, [])
        for number in self.taken:
            choice, row = self._choices[number], rows[number + 1]
            row[0] = "x"
            row[1] = "" if choice.take == NEW else choice.take
            row[2] = choice.name
            # A new code without words of its own is a draft; a placeholder's old ones go.
            bare = self.undefined(number)
            row[3] = choice.definition if not bare else "" if choice.take == NEW else choice.name
            row[-1] = self.title
        if not self.taken:
            raise BadInputError("nothing is ticked", mend="Space ticks what is at the cursor")
        return CodebookForm(read_sheet(rows, self.title or "the report").rows, adds=True)

    @property
    def words(self) -> str:
        """What is ticked, in words."""
        filling = [n for n in self.taken if self._choices[n].take != NEW]
        new = len(self.taken) - len(filling)
        parts = [f"{counted(len(filling), 'placeholder')} filled"] if filling else []
        parts += [f"{new:,} new"] if new else []
        return ", ".join(parts) or "nothing ticked"


def _numbered(waiting: Sequence[tuple[str, str]]) -> list[Placeholder]:
    """Return placeholders with the digits that fill them: those of their names, or 1, 2, 3 …"""
    told = [re.search(r"\b([1-9])\b", f"{name} {key.replace('-', ' ')}") for key, name in waiting]
    digits = [int(found[1]) for found in told if found]
    if len(set(digits)) != len(waiting):
        digits = [n if n <= 9 else 0 for n in range(1, len(waiting) + 1)]
    return [
        Placeholder(digit, key, name) for digit, (key, name) in zip(digits, waiting, strict=True)
    ]


def _suggested(found: Framework, placeholders: Sequence[Placeholder]) -> Mapping[int, str]:
    """Return the placeholders that statements fill by their labels."""
    rows = sheet_rows(found.every, found.title, [(one.id, one.name) for one in placeholders])
    return {number: row[1] for number, row in enumerate(rows[1:]) if row[1]}
