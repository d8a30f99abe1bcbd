"""Numbers the documents of an import: those that are taken, in the order of the files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from qualcode.model.plural import counted, plural
from qualcode.workbench.importing.files import document_ids
from qualcode.workbench.importing.id_template import IdTemplate


class Numbering:
    """Gives the next id of a template, one higher than the highest that is taken.

    A file that is refused or passed over takes no number, so that there are no gaps.
    """

    def __init__(
        self, template: IdTemplate, files: Sequence[Path], known: Mapping[Path, str],
        taken: Collection[str],
    ) -> None:  # fmt: skip
        """Take the ids of files that are ``known``, and others that are ``taken``."""
        self._template = template
        self._names = document_ids(files, {})
        self._known = known
        self._used = {*taken, *known.values()}
        numbers = [n for one in self._used if (n := template.number_of(one)) is not None]
        self._before = max(numbers, default=0)
        self._number = self._before + 1
        #: The ids given in this import, in order.
        self._given: list[str] = []

    def ids(self, files: Sequence[Path]) -> dict[Path, str]:
        """Return the ids of files that have one; "" for those that get a number once taken."""
        return {file: self._known.get(file, "") for file in files}

    def next_id(self, file: Path) -> str:
        """Return the id that a file's document would get; it is free until it is ``taken``."""
        while (made := self._made(file)) in self._used:
            self._number += 1
        return made

    def take(self, document: str) -> None:
        """Give an id away."""
        self._used.add(document)
        self._given.append(document)
        self._number += 1

    def _made(self, file: Path) -> str:
        return self._template.made_for(file, self._number, self._names[file])

    def line(self, left: int) -> str:
        """Return what was numbered; ``left`` is how many files were not taken."""
        if not self._given:
            return ""
        first, last = self._given[0], self._given[-1]
        many = f": {first} to {last}" if first != last else f": {first}"
        after = f", going on after {self._before:,}" if self._before else ""
        none = f"; {counted(left, 'file')} not taken {plural(left, 'has', 'have')} no number"
        documents = counted(len(self._given), "document")
        return (
            f"--ids numbered {documents} in the order of the files{many}{after}"
            f"{none if left else ''}"
        )
