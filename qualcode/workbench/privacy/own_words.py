"""Finds a person's words wherever they are quoted, by runs of words that only they said."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from qualcode.model.personal_names import plain
from qualcode.store.io.plain_files import plain_bytes
from qualcode.workbench.privacy.real_names import office_text

#: This many words in a row, said by one person alone, are that person's; a whole sentence of theirs
#: needs fewer.
RUN = 5
SENTENCE = 3
CUT = "[withdrawn]"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.?!…])[\"'”’)\]]*\s+|\n+")
_MOST_BYTES = 60_000_000
#: Formats that cannot be searched.
_CLOSED = frozenset(
    {".pdf", ".png", ".jpg", ".jpeg", ".svgz", ".gz", ".7z", ".rar", ".mp3", ".mp4"}
)
_OFFICE = frozenset({".docx", ".dotx", ".docm", ".xlsx", ".xlsm", ".pptx", ".odt", ".ods", ".odp"})
_Key = tuple[str, ...]


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(plain(m.group()).replace("’", "'"), *m.span()) for m in _WORD.finditer(text)]


class OwnWords:
    """The runs of words that a person said and nobody else in the texts read did."""

    def __init__(self, own: Iterable[str]) -> None:
        self._runs: set[_Key] = set()
        self._sentences: set[_Key] = set()
        for said in own:
            words = [word for word, _, _ in _words(said)]
            self._runs.update(tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))
            for sentence in _SENTENCE_END.split(said):
                key = tuple(word for word, _, _ in _words(sentence))
                if SENTENCE <= len(key) < RUN:
                    self._sentences.add(key)

    def __bool__(self) -> bool:
        return bool(self._runs or self._sentences)

    def without(self, others: Iterable[str]) -> None:
        """Leave out what others said too."""
        for said in others:
            words = [word for word, _, _ in _words(said)]
            for length, known in ((RUN, self._runs), *((n, self._sentences) for n in (3, 4))):
                for i in range(len(words) - length + 1):
                    known.discard(tuple(words[i : i + length]))

    def find(self, text: str) -> list[tuple[int, int]]:
        """Return the joined stretches of a text that are this person's words, in order."""
        words = _words(text)
        hits: list[tuple[int, int]] = []
        for i in range(len(words)):
            for length, known in ((RUN, self._runs), (4, self._sentences), (3, self._sentences)):
                if length > len(words) - i:
                    continue
                if tuple(word for word, _, _ in words[i : i + length]) in known:
                    hits.append((words[i][1], words[i + length - 1][2]))
                    break
        joined: list[tuple[int, int]] = []
        for start, end in hits:
            if joined and start <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def cut_from(self, text: str) -> tuple[str, int]:
        """Return a text without the person's words, and how many stretches were removed."""
        found = self.find(text)
        pieces = []
        at = 0
        for start, end in found:
            pieces += [text[at:start], CUT]
            at = end
        return "".join([*pieces, text[at:]]), len(found)


def readable(path: Path) -> str | None:
    """Return a file's words as far as they can be read; ``None`` if they cannot."""
    if path.suffix.lower() in _CLOSED:
        return None
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        data = plain_bytes(path)
    except OSError:
        return None
    if data[:4] == b"PK\x03\x04":
        # Of another archive it is not known what is packed in it, and how.
        return office_text(data) if path.suffix.lower() in _OFFICE else None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:4000]:
        return None
    text = data.decode("utf-8", "replace")
    if path.suffix.lower() in (".html", ".htm", ".xml", ".svg"):
        text = html.unescape(re.sub(r"<[^<>]{0,2000}>", " ", text))
    elif path.suffix.lower() == ".rtf":
        text = re.sub(r"\\'[0-9a-f]{2}|\\[a-z]+-?\d* ?", " ", text)
    elif path.suffix.lower() == ".json":
        text = text.replace("\\n", "\n").replace('\\"', '"')
    return text


def files_of(root: Path, leave: frozenset[str]) -> Iterator[Path]:
    """Yield every file of a study folder except git's own and those in top folders to skip."""
    for path in sorted(root.iterdir()):
        if path.name == ".git" or path.name in leave:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from (p for p in sorted(path.rglob("*")) if p.is_file() and ".git" not in p.parts)
        elif path.is_file():
            yield path
