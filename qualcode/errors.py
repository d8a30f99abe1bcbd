"""The errors a user can meet; each says in one line what is wrong, where, and what to do.

QualcodeError              exit status 1
├── BadInputError          a file from outside is not what it should be
├── StudyError             the study folder is missing, damaged or locked
│   └── TextChangedError   a transcript does not match its recorded hash
├── NotFoundError          no such document, code, case, coding or passage
│   ├── NoStudyError       the current folder is in no study
│   └── TextMissingError   a transcript's text is not on this machine, or shut
├── AmbiguousError         several things match where one was asked for
└── MissingExtraError      an optional part of qualcode is not installed
"""

from __future__ import annotations

from collections.abc import Sequence


class QualcodeError(Exception):
    """Base of every error shown to a user as one line.

    ``message`` says what is wrong, ``where`` the file and line (or row, cue, key),
    ``mend`` what to do about it, ``more`` what else there is to know, each in a line of its own.
    """

    exit_status = 1

    def __init__(
        self, message: str, *, where: str = "", mend: str = "", more: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.mend = mend
        self.more = tuple(more)

    def __str__(self) -> str:
        head = f"{self.where}: {self.message}" if self.where else self.message
        line = f"{head}. {self.mend}" if self.mend else head
        return " ".join(line.split())


class BadInputError(QualcodeError):
    """A file from outside cannot be read as what it claims to be."""


class StudyError(QualcodeError):
    """The study folder is missing, damaged or in use by another program."""


class TextChangedError(StudyError):
    """A transcript's text does not have the hash its document records."""


class NotFoundError(QualcodeError):
    """A document, code, case, coding or passage that was named does not exist."""


class NoStudyError(NotFoundError):
    """Neither the current folder nor one above it is a study."""


class TextMissingError(NotFoundError):
    """A transcript's text is not on this machine, or may not be read: texts are not in git."""


class AmbiguousError(QualcodeError):
    """Several things match where exactly one was asked for."""


class MissingExtraError(QualcodeError):
    """An optional part of qualcode is needed and not installed."""
