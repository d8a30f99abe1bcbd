"""The data of pictures for export, with real names and participants' words withheld."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from qualcode.analysis.code_cooccurrence import CodeCooccurrence, code_cooccurrence
from qualcode.analysis.codes_by_document import CodesByDocument, codes_by_document
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.matrix import Row
from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.workbench.matrix.open_matrix import WITHHELD, WORDS_WITHHELD, words_withheld
from qualcode.workbench.privacy.real_names import Disclosure, no_names
from qualcode.workbench.privacy.verbatim import texts_held


def documents_for_export(
    study: Study, definition: MatrixDefinition
) -> tuple[CodesByDocument, list[Problem]]:
    """Return codes by document for export, and the problems found or texts withheld.

    Raises:
        NotFoundError: one of the coders has coded nothing.
        BadInputError: the private table of names cannot be read.
    """
    counts = codes_by_document(study, definition)
    groups = [name for _, name in counts.groups]
    shown = _Shown(study, [counts.study, *groups, *_names(counts.rows)])
    made = replace(
        counts,
        study=shown.text(counts.study, "the study's name"),
        rows=shown.rows(counts.rows),
        documents=tuple(map(shown.id, counts.documents)),
        groups=tuple((shown.id(g), shown.text(name, "a group")) for g, name in counts.groups),
        counts={(shown.id(c), shown.id(d)): n for (c, d), n in counts.counts.items()},
        by_group={(shown.id(c), shown.id(g)): n for (c, g), n in counts.by_group.items()},
    )
    return made, [*counts.problems, *shown.problems]


def meetings_for_export(
    study: Study, definition: MatrixDefinition
) -> tuple[CodeCooccurrence, list[Problem]]:
    """Return how often codes meet, as it may leave, and what was wrong or is withheld.

    Raises:
        NotFoundError: one of the coders has coded nothing.
        BadInputError: the private table of names cannot be read.
    """
    met = code_cooccurrence(study, definition)
    shown = _Shown(study, [met.study, *_names(met.rows)])
    made = replace(
        met,
        study=shown.text(met.study, "the study's name"),
        rows=shown.rows(met.rows),
        times={(shown.id(a), shown.id(b)): n for (a, b), n in met.times.items()},
        passages={shown.id(code): n for code, n in met.passages.items()},
    )
    return made, [*met.problems, *shown.problems]


def _names(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield from (row.name, row.name_cy)


class _Shown:
    """Replaces texts that show a real name or participants' words.

    ``texts`` are searched for participants' words; ``problems`` lists what is withheld.
    """

    def __init__(self, study: Study, texts: Iterable[str]) -> None:
        self._said = texts_held(study, texts)
        self._disclosure = Disclosure(study.root)
        self._ids: dict[str, str] = {}
        self.problems: list[Problem] = []
        if not self._disclosure.size:
            self.problems.append(no_names())

    def rows(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Return rows of codes."""
        return tuple(
            replace(
                row,
                id=self.id(row.id),
                name=self.text(row.name, f"the name of code {row.id}"),
                name_cy=self.text(row.name_cy, f"the Welsh name of code {row.id}"),
            )
            for row in rows
        )

    def id(self, name: str) -> str:
        """Return an id, or a constant replacement if it names somebody."""
        if name not in self._ids:
            # In an id, signs stand for the blanks between names.
            named = self._withheld(f"{name} · {re.sub('[-_+./]', ' ', name)}", f"the id {name!r}")
            number = sum(one.startswith("withheld-") for one in self._ids.values()) + 1
            self._ids[name] = f"withheld-{number}" if named else name
        return self._ids[name]

    def text(self, text: str, what: str) -> str:
        """Return a text of the team's, or a note that it is withheld."""
        if text in self._said:
            self.problems.append(words_withheld(what, "picture", self._said[text]))
            return WORDS_WITHHELD
        return WITHHELD if self._withheld(text, what) else text

    def _withheld(self, text: str, what: str) -> bool:
        names = self._disclosure.names_in(text) if text else []
        if names:
            self.problems.append(
                Problem(
                    "warning",
                    "name-withheld",
                    "picture",
                    f"{what} is withheld: it holds “{names[0]}”, a real name of the private table",
                    "Change it, then make the picture again",
                )
            )
        return bool(names)
