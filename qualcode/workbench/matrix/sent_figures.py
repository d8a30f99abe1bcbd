"""Records the figures that leave, and refuses those that would give away what was suppressed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import BadInputError, StudyError
from qualcode.model.matrix.figure_table import FigureTable, tables_digest
from qualcode.model.table import Table
from qualcode.store.folder_map import EXPORTS
from qualcode.store.io.durable import read_bytes
from qualcode.store.records.exports import ExportRecord, What, append_export, read_exports
from qualcode.store.study import Study, now
from qualcode.workbench.matrix.earlier_exports import Held
from qualcode.workbench.privacy.real_names import Disclosure


@dataclass(frozen=True)
class ExportOf:
    """What is about to leave: the kind of figures, of which matrix, by whom, for whom.

    ``give_away`` lets out what should stop it; it is recorded that it was let out.
    """

    study: Study
    what: What
    tables: tuple[FigureTable, ...]
    matrix: str = "main"
    by: str = ""
    to: str = ""
    held: Held = field(default_factory=Held)
    give_away: bool = False

    def check(self) -> None:
        """Refuse figures that would give away what was suppressed, before anything is written.

        Raises:
            BadInputError: they would, or the record would hold a real name.
        """
        names_in = Disclosure(self.study.root).names_in
        if any(names_in(v) for t in self.tables for values in t.where.values() for v in values):
            raise BadInputError(
                "the matrix counts only people of a value that holds a real name, and what left is "
                "kept in git",
                mend="Give the value another name in cases.csv and matrix.toml",
            )
        if names_in(self.to):
            raise BadInputError(
                "--to holds a real name of the private table, and is kept in git",
                mend="Say for whom it is without it",
            )
        if self.held.stopping and not self.give_away:
            raise BadInputError(
                "; and ".join(self.held.stopping),
                mend="Make it less fine, or leave it; --give-away writes it all the same, and the "
                "record says so",
            )

    def record(self, path: Path) -> bool:
        """Record that a file left; return whether its figures had left before in this form.

        Raises:
            StudyError: the file is written, and cannot be recorded.
        """
        study = self.study
        digest = tables_digest(self.tables) if self.tables else ""
        made = ExportRecord(
            at=now(), what=self.what, form=path.suffix.lower().lstrip("."),
            sha256=hashlib.sha256(read_bytes(path)).hexdigest(), figures=digest,
            matrix=self.matrix, by=self.by, to=self.to, minimum=study.config.suppress_below,
            given_away=self.held.given if self.give_away else 0, tables=self.tables,
        )  # fmt: skip
        try:
            with study.lock(EXPORTS.top, EXPORTS.path):
                earlier, _ = read_exports(study.root)
                if any(_same(one, made) for one in earlier):
                    return True
                append_export(study.root, made, earlier)
        except StudyError as error:
            raise StudyError(
                f"{path} is written, and not recorded: {error.message}",
                mend="Mend that and export it again, so that later figures are held against it",
            ) from None
        return False


def _same(one: ExportRecord, other: ExportRecord) -> bool:
    """Return whether two exports are the same figures for the same people, in the same form."""

    def said(record: ExportRecord) -> tuple[str, ...]:
        return (record.figures, record.what, record.form, record.to, record.by, record.matrix)

    return said(one) == said(other) and one.given_away >= other.given_away


def exports_table(records: Sequence[ExportRecord]) -> Table:
    """Return one row an export: when, what, by whom, for whom, how many numbers it printed."""
    rows = []
    for one in records:
        numbers = [n for t in one.tables for line in t.rows.values() for n in line]
        by = dict.fromkeys(table.by for table in one.tables if table.values)
        rows.append(
            (one.at, one.what, one.matrix, ", ".join(by), one.form, one.by, one.to,
             len(numbers) - numbers.count(None), numbers.count(None), one.given_away, one.minimum,
             one.figures, one.sha256)
        )  # fmt: skip
    return Table.of(
        ("at", "what", "matrix", "by_attribute", "form", "by", "to", "numbers", "suppressed",
         "given_away", "minimum", "figures", "sha256"),
        rows,
    )  # fmt: skip
