"""Makes the ids of a folder's documents by a template, such as ``doc-{n:03}``."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.store.io.durable import check_file_name, whole_slug
from qualcode.workbench.importing.files import ROOM, document_ids, shortened

_FIELDS = "{n}, the number (or {n:03}, with zeros in front), {name}, the file's name, and {folder}"
_WIDTH = re.compile(r"0?[1-9]")


class IdTemplate:
    """A template of ids, with the fields ``{n}``, ``{name}`` and ``{folder}``."""

    def __init__(self, template: str) -> None:
        """Read a template.

        Raises:
            BadInputError: it is none, or an id made by it would not be one.
        """
        self.template = template
        try:
            self._parts = list(string.Formatter().parse(template))
        except ValueError:
            raise self._wrong("a bracket is not closed, or not opened") from None
        self._fields = {field for _, field, _, _ in self._parts if field is not None}
        for _, field, form, conversion in self._parts:
            if field is None:
                continue
            if field not in ("n", "name", "folder"):
                raise self._wrong(f"there is no field {{{field}}}")
            if conversion or (form and (field != "n" or not _WIDTH.fullmatch(form))):
                said = f"!{conversion}" if conversion else f":{form}"
                raise self._wrong(f"{said!r} cannot stand after {field}")
        made = self._made(1, "name", "folder")
        try:
            check_file_name(made, "document")
        except BadInputError as error:
            raise self._wrong(error.message, error.mend) from None

    def _wrong(self, message: str, mend: str = f"Use {_FIELDS}") -> BadInputError:
        return BadInputError(message, where=f"--ids {self.template!r}", mend=mend)

    def _made(self, number: int, name: str, folder: str) -> str:
        pieces = []
        for text, field, form, _ in self._parts:
            value = {"name": name, "folder": folder}.get(field or "", "")
            if field == "n":
                value = format(number, f"{form}d")
            pieces += [text, value]
        return "".join(pieces)

    @property
    def numbered(self) -> bool:
        """Whether it has a number, so that no two ids are the same."""
        return "n" in self._fields

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """What its ids look like; the first number is a group of that name."""
        pieces: list[str] = []
        for text, field, _, _ in self._parts:
            first = field == "n" and not any("<n>" in piece for piece in pieces)
            number = r"(?P<n>\d{1,9})" if first else r"\d+"
            kinds = {None: "", "n": number, "name": ".*", "folder": ".*"}
            pieces.append(re.escape(text) + kinds[field])
        return re.compile("".join(pieces))

    def matches(self, document: str) -> bool:
        """Return whether an id may be one that this template made."""
        return self._pattern.fullmatch(document) is not None

    def number_of(self, document: str) -> int | None:
        """Return the number in an id that this template made, ``None`` if there is none."""
        found = self._pattern.fullmatch(document) if self.numbered else None
        return int(found["n"]) if found else None

    def ids(self, files: Sequence[Path], known: Mapping[Path, str]) -> dict[Path, str]:
        """Return an id for each file by a template without a number; a ``known`` one stays.

        Raises:
            BadInputError: several files would get one id.
        """
        names = document_ids(files, {})
        ids: dict[Path, str] = {}
        for file in files:
            made = known.get(file) or self.made_for(file, 0, names[file])
            if made in ids.values() and file not in known:
                raise self._wrong(
                    f"several files would be the document {made!r}", "Put {n} or {name} into it"
                )
            ids[file] = made
        return ids

    def made_for(self, file: Path, number: int, name: str) -> str:
        """Return the id of a file with a number; ``name`` is the id made from its name alone."""
        folder = whole_slug(file.resolve().parent.name)
        room = ROOM - len(self._made(number, "", ""))
        if "folder" in self._fields:
            folder = shortened(folder, max(room // 2, 10)) if len(folder) > room // 2 else folder
            room -= len(folder)
        return self._made(number, shortened(name, max(room, 10)), folder).strip("-._")
