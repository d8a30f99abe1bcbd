"""Names that sync clients give to conflict copies, and of which file such a name says it is a copy.

When two machines changed one file, OneDrive, Dropbox, Syncthing and others keep both, one of them
under another name beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

#: How surely a name is a copy's: "sure" names are given by sync clients alone; "likely" ones people
#: give too; "open" ones may be anything, and only the contents tell.
Sureness = Literal["sure", "likely", "open"]


@dataclass(frozen=True)
class Guess:
    """That a file may be a copy of the one named ``original``, made by ``client``."""

    original: str
    client: str
    sureness: Sureness


#: "Conflict" in the languages of the clients, without a first letter that may be a capital.
_CONFLICT = (
    "onflict", "onflit", "onflikt", "onflik ", "ONFLICT", "wrthdaro", "онфл", "競合", "冲突",
    "衝突", "충돌", "問題のあるコピー", "otstrid", "odstrid", "istirii", "akışan", "tköző",
    "διένεξη", "ขัดแย้ง", "ung đột",
)  # fmt: skip
_WORD = "|".join(map(re.escape, _CONFLICT))
#: "Copy" in these languages.
_COPY = (
    r"(?i:cop(?:y|ie|ia|ii|i)|c[óò]pia|kop(?:ie|ia|io|ija|iya|ya|i)|kópia|exemplaar|másolata?"
    r"|коп[иі][яю]|αντίγραφο|salinan|สำเนา|bản sao|コピー|副本|複本|복사본|사본)"
)
#: The end of a name, which some clients put their mark before and some after.
_END = r"(?P<end>(?:\.[^./]+)?)"
_IN_BRACKETS = r"(?:[^()]|\([^()]*\))*"
_ABOUT_CONFLICT = rf" ?\((?={_IN_BRACKETS}(?:{_WORD})){_IN_BRACKETS}\)"
#: What a client writes beside "conflict", and nobody in "(a family conflict)": a date, that it is a
#: copy, or of what kind the conflict is.
_SIGN = (
    r"\d{4}-\d\d-\d\d|\d\d-\d\d-\d{4}|SFConflict|Conflict_|"
    rf"(?:Case|Encoding|Sync|Whitespace|Edit) [Cc]onflict|{_COPY}"
)

#: What only sync clients write, with what git is told to ignore.
_SURE = (
    ("Syncthing", rf"[.~]sync-conflict-\d{{8}}-\d{{6}}(?:-[A-Z0-9]+)?{_END}",
     ("*.sync-conflict-[0-9]*",)),
    # Seafile, FileCloud, Box and others have the same form as Dropbox and Nextcloud.
    ("a sync client",
     rf"(?= ?\({_IN_BRACKETS}(?:{_SIGN})){_ABOUT_CONFLICT}(?: ?\(\d+\)| \d+)?{_END}",
     tuple(f"*(*{word}*)*" for word in _CONFLICT)),
    ("ownCloud", rf"_conflict-(?:[^/.]*-)?\d{{8}}-?\d{{4,6}}(?: ?\(\d+\))?{_END}",
     ("*_conflict-*[0-9][0-9][0-9][0-9]*",)),
    ("Cozy Drive", rf"-conflict-\d{{4}}-\d\d-\d\dT[\d_.:-]+Z{_END}", ("*-conflict-[0-9]*T*Z*",)),
    ("Google Drive", rf" ?\[[Cc]onflict(?:ed)?[^\[\]]*\](?: ?\(?\d+\)?)?{_END}",
     (r"*\[[Cc]onflict*\]*",)),
    ("Resilio Sync", rf"(?:\.Conflict ?\d*)+{_END}", ("*.Conflict*",)),
    ("pCloud", rf"\.conflicted ?\d*{_END}", ("*.conflicted*",)),
    ("Synology Drive",
     rf"_[^_/]+_[A-Z][a-z]{{2}}-\d\d-\d{{4}}-\d{{4}}(?:_[A-Za-z]*Conflict)?(?:_\d+)?{_END}",
     ("*_[A-Z][a-z][a-z]-[0-9][0-9]-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]*",)),
    ("OneDrive", rf"-(?P<host>[^/]+)-safeBackup-\d{{4}}{_END}", ("*-safeBackup-[0-9][0-9]*",)),
)  # fmt: skip
_SURELY = tuple((client, re.compile(rf"(?P<start>[^/]+){mark}"))
                for client, mark, _ in _SURE)  # fmt: skip
#: What names of conflict copies look like to git, for ``.gitignore``: only those that are sure.
GIT_PATTERNS = tuple(dict.fromkeys(pattern for *_, patterns in _SURE for pattern in patterns))

#: Who writes what in brackets, as far as only one does.
_MARKS = {
    "SFConflict": "Seafile", "(Conflict_": "FileCloud", "(conflicted copy ": "Nextcloud",
    "'s conflicted copy": "Dropbox", "’s conflicted copy": "Dropbox", "ase Conflict": "Dropbox",
    "ncoding Conflict": "Dropbox",
}  # fmt: skip

_LIKELY = (
    ("Google Drive", re.compile(r"(?P<start>.+?) ?\(\d{1,3}\)")),
    ("iCloud Drive", re.compile(r"(?P<start>.+?) \d{1,3}")),
    ("a copy by hand",
     re.compile(rf"(?P<start>.+?) (?:[-–—] )?\(?{_COPY}(?: ?\(?\d+\)?)?\)?")),
    ("a copy by hand",
     re.compile(rf"(?P<start>.+?) \((?:\w+ |\d+\w* ){_COPY}(?: \d+)?\)")),
    ("a copy by hand",
     re.compile(rf"{_COPY} (?:\(\d+\) )?(?:of|von|van|de|di|av|af) (?P<start>.+)")),
    ("a sync client", re.compile(rf"(?P<start>.+?){_ABOUT_CONFLICT}")),
)  # fmt: skip
#: Who makes two names that differ in capitals alone.
CAPITALS = "a system that tells capitals apart"
#: Who puts a computer's name behind a file's, and behind no folder's.
HOSTS = "OneDrive"
#: A computer's name has a capital: "DESKTOP-AB12", "Anns-MacBook-Pro".
_HOST = re.compile(r"(?=[^/]*[A-Z])[\w’' -]+")
#: What people write in capitals after a name of theirs.
_NO_HOST = re.compile(
    r"(?:OLD|NEW|FINAL|DRAFT|BACKUP|BAK|COPY|TEST|ORIG(?:INAL)?|V\d+)(?:[-_ ].*)?", re.I
)
#: No name without one of these is anything but "open".
_ODD = re.compile(r"[ \[(]|[-_.].*[A-Z]|conflict")
_PARTS = re.compile(r"[-_ .(~]")


def is_surely_copy(name: str) -> bool:
    """Return whether only a sync client gives a file, or a folder, such a name."""
    return _ODD.search(name) is not None and next(_sure(name), None) is not None


def has_mark(name: str) -> bool:
    """Return, quickly, whether a name may be more than an "open" one."""
    return _ODD.search(name) is not None


def worth_a_look(names: Collection[str]) -> list[str]:
    """Return, quickly, those of all names in a folder for which ``guesses`` may find something."""
    found = [name for name in names if _ODD.search(name) is not None]
    # In order, a name that others begin with has one of them right after it.
    stems = sorted(name[: name.rfind(".")] or name for name in names)
    begins = {one for one, after in pairwise(stems) if after.startswith(one)}
    if begins:
        found += [name for name in names if _begins_with(name, begins)]
    small = {name for name in names if name.lower() == name}
    return [*found, *(name for name in names if name not in small and name.lower() in small)]


def _begins_with(name: str, begins: Collection[str]) -> bool:
    return any(name[: part.start()] in begins for part in _PARTS.finditer(_parted(name)[0]))


def guesses(name: str) -> Iterator[Guess]:
    """Yield what a file may be a copy of by its name, the surest and the longest first."""
    if _ODD.search(name) is not None:
        yield from _sure(name)
        likely = list(_likely(name))
        yield from likely
        # The copy that it is a copy of may be gone.
        for one in likely:
            yield from _likely(one.original)
    stem, end = _parted(name)
    for at in range(len(stem) - 1, 0, -1):
        if _PARTS.match(stem[at]):
            yield Guess(f"{stem[:at]}{end}", "another program", "open")
    if name.lower() != name:
        yield Guess(name.lower(), CAPITALS, "open")


def _sure(name: str) -> Iterator[Guess]:
    for client, pattern in _SURELY:
        found = pattern.fullmatch(name)
        if found is None:
            continue
        start, end = found["start"], found["end"]
        if "host" in pattern.groupindex:
            # Both the name and the computer's may have dashes.
            whole = f"{start}-{found['host']}"
            dashes = (i for i in range(len(whole) - 1, 0, -1) if whole[i] == "-")
            yield from (Guess(f"{whole[:i]}{end}", client, "sure") for i in dashes)
        else:
            yield Guess(f"{start.rstrip()}{end}", _known_client(client, name), "sure")


def _known_client(client: str, name: str) -> str:
    if client != "a sync client":
        return client
    return next((one for mark, one in _MARKS.items() if mark in name), client)


def _likely(name: str) -> Iterator[Guess]:
    stem, end = _parted(name)
    for client, pattern in _LIKELY:
        if (found := pattern.fullmatch(stem)) is not None:
            yield Guess(f"{found['start'].rstrip()}{end}", client, "likely")
    for at in range(len(stem) - 1, 0, -1):
        rest = stem[at + 1 :]
        if stem[at] == "-" and _HOST.fullmatch(rest) and not _NO_HOST.fullmatch(rest):
            yield Guess(f"{stem[:at]}{end}", HOSTS, "likely")


def _parted(name: str) -> tuple[str, str]:
    """Return a name without its ending, and the ending with its dot."""
    at = name.rfind(".")
    return (name[:at], name[at:]) if at > 0 else (name, "")
