"""Says in which files of an import the options hold that name a label, and refuses idle ones."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.model.plural import counted, plural
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.importing.stages.ready import Ready
from qualcode.workbench.importing.summary import some_names
from qualcode.workbench.speakers.speakers import SpeakerRules, TableRow

#: What a file lacks in which an option does not hold; else a speaker of that name.
_LACKS = {
    "--label": "no line of {of} begins with it",
    "--encoding": "{of} say their own",
}
_NO_SPEAKER = "no speaker of {of} is called that"
#: So many labels, and rows of a table, are named in one line.
_NAMED = 6


class OptionEffects:
    """Counts in which files of one import each option holds that names a label.

    Of one file alone an option that does not hold is an error of that file, which its reader gives.
    """

    def __init__(self, options: ImportOptions, files: Sequence[Path], *, several: bool) -> None:
        """With ``several`` files or documents of a file, an option need not hold in each."""
        self._several = several
        self._named = {
            "--interviewer": options.interviewers,
            "--participant": options.participants,
            "--speaker": tuple(options.speakers),
        }
        hints = options.hints
        self._read_for = [
            *(("--label", label) for label in hints.labels),
            *(("--no-label", label) for label in hints.no_labels),
            *([("--encoding", hints.encoding)] if hints.encoding else []),
        ]
        #: The files that were read, in order, and those in which an option holds.
        self._files: dict[Path, None] = {}
        self._holds: dict[tuple[str, str], set[Path]] = {}
        self._labels: Counter[str] = Counter()
        self._table = options.table
        names = {file.name for file in files}
        rows = options.table.rows if options.table else ()
        self._foreign = [row for row in rows if row.file not in names]
        #: Whether the table gives a file its id, and what it says by file of who speaks.
        self._gives_ids = any(row.document for row in rows if row.file in names)
        self._rows: dict[str, list[TableRow]] = {}
        for row in rows:
            if row.says_who:
                self._rows.setdefault(row.file, []).append(row)
        #: Rows on who speaks in files that were read, and those whose label stands there.
        self._rows_read: dict[TableRow, None] = {}
        self._rows_held: set[TableRow] = set()
        if rows and len(self._foreign) == len(rows):
            self._refuse_foreign(sorted(names))

    def _refuse_foreign(self, names: Sequence[str]) -> None:
        assert self._table is not None
        there = list(dict.fromkeys(row.file for row in self._foreign))
        raise BadInputError(
            f"--speakers has no effect: none of its {counted(len(self._foreign), 'row')} names a "
            f"file of this import. It has {some_names(there)}; the import has {some_names(names)}",
            where=self._table.name,
            mend="Write in the column file the names of the files, with their endings",
        )

    # ---- file by file -----------------------------------------------------------------------

    def fitting(self, ready: Ready, rules: SpeakerRules, own: Collection[str]) -> SpeakerRules:
        """Return a file's rules without those on labels that it lacks.

        ``own`` are labels with a rule of the file's own, which it is an error to lack.
        """
        there = self._there(ready)
        given = {label for labels in self._named.values() for label in labels}
        said = {row.label for row in self._rows_of(ready.file)}
        # What was given for one file alone is an error where it lacks it.
        may_lack = said | given if self._several else said - given
        return rules.without(may_lack - there - set(own))

    def _rows_of(self, file: Path) -> list[TableRow]:
        return self._rows.get(file.name, [])

    @staticmethod
    def _there(ready: Ready) -> set[str]:
        return {*ready.laid_out.labels, *ready.laid_out.spellings}

    def count(self, ready: Ready) -> None:
        """Count what holds in a file that was read."""
        there = self._there(ready)
        self._files[ready.file] = None
        self._labels.update(ready.laid_out.labels)
        absent = {(option, label) for option, label in ready.laid_out.absent}
        holds = [(one, one not in absent) for one in self._read_for]
        for option, labels in self._named.items():
            holds += [((option, label), label in there) for label in labels]
        for one, does in holds:
            self._holds.setdefault(one, set()).update([ready.file] if does else [])
        rows = self._rows_of(ready.file)
        self._rows_read |= dict.fromkeys(rows)
        self._rows_held.update(row for row in rows if row.label in there)

    # ---- of all files -----------------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether some option holds in none of the files that were read so far."""
        return bool(self._files and (self._idle() or self._idle_table()))

    def _idle(self) -> list[tuple[str, str]]:
        return [one for one, files in self._holds.items() if not files] if self._several else []

    @property
    def _rows_idle(self) -> list[TableRow]:
        return [row for row in self._rows_read if row not in self._rows_held]

    def _idle_table(self) -> bool:
        """Return whether no row of the table holds of those on who speaks in these files."""
        return bool(self._rows_read) and not self._rows_held and not self._gives_ids

    def refuse_idle(self) -> None:
        """Raise BadInputError if an option holds in none of the files that were read."""
        for option, label in self._idle() if self._files else ():
            files = counted(len(self._files), "file")
            lacks = _LACKS.get(option, _NO_SPEAKER).format(of=f"the {files}")
            raise BadInputError(
                f"{option} {label!r} has no effect: {lacks}", mend=self._nearest(option, label)
            )
        if self._files and self._idle_table():
            assert self._table is not None
            raise BadInputError(
                f"--speakers has no effect: {self._idle_rows()}",
                where=self._table.name,
                mend=f"The files have {self._some_labels()}",
            )

    def _nearest(self, option: str, label: str) -> str:
        if option == "--encoding":
            return "Leave it out"
        near = difflib.get_close_matches(label.casefold(), [*map(str.casefold, self._labels)], 1)
        found = next((one for one in self._labels if near and one.casefold() == near[0]), "")
        nearest = f"; {found!r} comes nearest" if found else ""
        return f"Write it as the files have it: {self._some_labels()}{nearest}"

    def _some_labels(self) -> str:
        labels = [one for one, _ in self._labels.most_common()]
        more = f" and {len(labels) - _NAMED:,} more" if len(labels) > _NAMED else ""
        return (", ".join(map(repr, labels[:_NAMED])) or "no labels") + more

    def lines(self) -> list[str]:
        """Return a line for each option that holds in some files only, with the others."""
        found = []
        for (option, label), files in self._holds.items() if self._several else ():
            names = [file.name for file in self._files if file not in files]
            if not names:
                continue
            others = counted(len(names), "other")
            lacks = _LACKS.get(option, _NO_SPEAKER).format(of=f"the {others}")
            found.append(
                f"{option} {label!r} holds in {len(files):,} of "
                f"{counted(len(self._files), 'file')}: {lacks} ({some_names(names)})"
            )
        if self._table is not None and (rows := [*self._foreign_rows(), *self._idle_rows_told()]):
            found.append(f"--speakers {self._table.name}: {'; '.join(rows)}")
        return found

    def _foreign_rows(self) -> Iterable[str]:
        if self._foreign:
            names = list(dict.fromkeys(row.file for row in self._foreign))
            one, many = "row names a file that is", "rows name files that are"
            yield f"{counted(len(self._foreign), one, many)} not here ({some_names(names)})"

    def _idle_rows_told(self) -> Iterable[str]:
        if self._rows_idle:
            yield self._idle_rows()

    def _idle_rows(self) -> str:
        names = [f"“{row.label}” in {row.file}" for row in self._rows_idle]
        one, many = "row names a label that its file", "rows name labels that their files"
        has = plural(len(names), "has", "have")
        return f"{counted(len(names), one, many)} {has} not ({some_names(names)})"
