"""The map of the study folder: one row per kind of file, on which everything else relies.

It determines what git takes and how it merges it, what a commit is checked for, what is watched,
what changes with a document's new id, what is removed with a participant who withdraws, and the
table in the docs.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from qualcode.model.conflict_name import is_surely_copy

#: Where a kind of file is stored: in git; outside unless the team opts in; only on the machine; or
#: made from participants' words, and so outside git unless the team opts in.
Kept = Literal["git", "opt-in", "machine", "made"]
#: What happens to a file of this kind when a document gets a new id: it is moved with its path; its
#: records or contents get the new id; it is removed, to be made again; or it is a person's, who is
#: told. "" if it contains no document id.
Renamed = Literal["", "moved", "records", "rewritten", "goes", "told"]
#: What happens to it when a case withdraws: it is removed with the case or a document of theirs;
#: their records or rows are removed; it is rewritten; it is cleared in any case, to be made again.
Forgotten = Literal["removed", "records", "rows", "rewritten", "cleared", "kept"]
#: What happens to it if it quotes them: their words are cut out, or it is removed.
Quoted = Literal["", "cut", "removed"]

#: What becomes of real names in it when they are replaced: they are, or a person is told.
Pseudonyms = Literal["", "replaced", "told"]

#: What each word of a path can stand for. No name is hidden, as names of files being written are.
_PARTS = {
    "coder": r"[^/.][^/]*",
    "document": r"[^/.+][^/]*",
    "case": r"[^/.][^/]*",
    "code": r"[^/.][^/]*",
    "matrix": r"[^/.][^/]*",
    "cell": r"[^/.][^/]*",
    "name": r"[^/.][^/]*",
    "act": r"[^/.][^/]*",
    "ending": r"[^/.]+",
    "page": r"html|csv|md|txt",
    "digest": r"[0-9a-f]{64}",
    "short_digest": r"[0-9a-f]{12}",
    "size": r"\d+",
    "path": r"(?:[^/]+/)*[^/.][^/]*",
    "any_path": r"(?:[^/]+/)*(?!\.[^/]*\.part$)[^/]+",
    "half": r"(?:[^/]+/)*\.[^/]+\.part",
    "readme": r"README(?:\.md)?",
}
#: Those that may go down into folders.
_ANY_DEPTH = frozenset({"path", "any_path", "half"})
_WORD = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True)
class Kind:
    """A kind of file of a study.

    ``path`` is its path, with slashes, and words in angle brackets for variable parts. ``words`` is
    its name in sync messages, "" to use its path. ``holds`` is its description in the docs.
    ``said`` says whether it holds participants' words or real names; ``prose`` whether people write
    freely in it. ``by`` says who writes it. ``merge`` is how git merges it: "union", one of the
    study's drivers, or "" for git's own way. ``merged`` is the path in ``.gitattributes``, where
    one line is for several kinds. ``renamed``, ``forgotten``, ``quoted`` and ``pseudonyms``
    say what becomes of it; what has to be done for that is in ``folder_changes`` (another id) and
    ``folder_removal`` (a withdrawal).
    """

    path: str
    holds: str
    kept: Kept = "git"
    said: bool = False
    prose: bool = False
    by: str = "qualcode"
    words: str = ""
    renamed: Renamed = ""
    forgotten: Forgotten = "kept"
    quoted: Quoted = ""
    pseudonyms: Pseudonyms = ""
    merge: str = ""
    merged: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A pattern that matches the whole path of these files."""
        return re.compile(self._expression({}))

    @property
    def top(self) -> str:
        """The top-level folder of the study that it is in, or its own name there."""
        return self.path.split("/", 1)[0]

    @property
    def folder(self) -> str:
        """The folder that all of them are in, whatever differs; "" at the top of the study."""
        return self.path.partition("<")[0].rpartition("/")[0]

    @property
    def shell(self) -> str:
        """The paths in the form of git and shells."""
        return self.merged or _WORD.sub("*", self.path)

    @property
    def keys(self) -> tuple[str, ...]:
        """The variables of its path: document, coder, case, code …"""
        return tuple(_WORD.findall(self.path))

    def keys_of(self, path: str) -> dict[str, str]:
        """Return the values of the variables in the path of such a file: its document, coder …"""
        found = self.pattern.fullmatch(path)
        assert found is not None
        return found.groupdict()

    def files(self, root: Path, **known: str) -> Iterator[Path]:
        """Yield the files of this kind, or only those with the ``known`` document, coder …"""
        return (path for path in self._named(root, known) if path.is_file())

    def _named(self, root: Path, known: Mapping[str, str]) -> Iterator[Path]:
        pattern = re.compile(self._expression(known))
        paths = _WORD.sub(lambda word: _globbed(word[1], known), self.path)
        for path in sorted(root.glob(paths)):
            if pattern.fullmatch(path.relative_to(root).as_posix()):
                yield path

    def at(self, root: Path, **known: str) -> Path:
        """Return the path for these values; every variable must be given."""
        return root / _WORD.sub(lambda word: known[word[1]], self.path)

    def kept_by(self, root: Path, document: str) -> Iterator[Path]:
        """Yield what is kept by a document's id: files, or the folder that has it as its name.

        Links too, wherever they lead: their names say the id.
        """
        folder, within, _ = self.path.partition("<document>/")
        named = [root / folder / document] if within else self._named(root, {"document": document})
        return (
            path
            for path in named
            if (path.exists() or path.is_symlink()) and self._is_of(root, path, document)
        )

    def _is_of(self, root: Path, path: Path, document: str) -> bool:
        """Return whether a name with a coder and a document is this one's.

        Both may hold the dashes that part them: so a document that is there goes before.
        """
        if "--<document>" not in self.path:
            return True
        name = path.relative_to(root).as_posix()
        documents = {p.stem for p in DOCUMENTS.files(root)} - {document}
        longer = (one for one in documents if one.endswith(f"--{document}"))
        return not any(re.fullmatch(self._expression({"document": one}), name) for one in longer)

    def moved(self, root: Path, path: Path, document: str, to: str) -> Path:
        """Return the new path of a file or folder of a document that gets another id."""
        if path.name == document:
            return path.with_name(to)
        place = path.relative_to(root).as_posix()
        found = re.fullmatch(self._expression({"document": document}), place)
        assert found is not None
        start, end = found.span("document")
        return root / f"{place[:start]}{to}{place[end:]}"

    def _expression(self, known: Mapping[str, str]) -> str:
        pieces: list[str] = []
        at = 0
        for word in _WORD.finditer(self.path):
            name = word[1]
            what = re.escape(known[name]) if name in known else _PARTS[name]
            pieces += [re.escape(self.path[at : word.start()]),
                       f"(?P<{name}>{what})"]  # fmt: skip
            at = word.end()
        return "".join([*pieces, re.escape(self.path[at:])])


def _globbed(word: str, known: Mapping[str, str]) -> str:
    if word in known:
        return glob.escape(known[word])
    return "**/*" if word in _ANY_DEPTH else "*"


STUDY = Kind("study.toml", "name, language, groups, print rules, headings, where the texts are",
             prose=True, by="people", pseudonyms="told",
    renamed="told",
    quoted="cut")  # fmt: skip
CODEBOOK = Kind("codebook.yaml", "the codes, nested", prose=True, by="people", pseudonyms="told",
    renamed="told",
    quoted="cut",
                merge="qualcode-codebook")  # fmt: skip
CASES = Kind("cases.csv", "one row a participant: pseudonym, group, any other attributes",
             prose=True, by="people", pseudonyms="told",
    renamed="told",
    quoted="cut",
    forgotten="rows", merge="qualcode-cases")  # fmt: skip
README = Kind("<readme>", "what a team says of its study (`README.md`)", prose=True, by="people",
              pseudonyms="told",
    renamed="told", quoted="cut")  # fmt: skip
TEMPLATE = Kind("template.docx", "a Word document of the team's, for the styles of its reports",
                quoted="removed", by="people")  # fmt: skip
IGNORED = Kind(".gitignore", "what git is not to take")
ATTRIBUTES = Kind(".gitattributes", "how git merges each kind of file")
DOCUMENTS = Kind(
    "documents/<document>.json",
    "a transcript without its words: hash, length, speakers, a turn a line",
    words="document", renamed="rewritten", forgotten="removed", merge="qualcode-document",
)  # fmt: skip
REVISIONS = Kind(
    "revisions/<document>/<name>.json",
    "how one text of a document leads to another: kept stretches, no words",
    words="revision of a text", renamed="moved", forgotten="removed",
)  # fmt: skip
WITHDRAWALS = Kind(
    "withdrawals/<case>.json",
    "receipts of participants who withdrew: counts and digests, no words",
    words="withdrawal", renamed="rewritten",
)  # fmt: skip
DONE = Kind(
    "codings/<coder>/+done.jsonl",
    "which documents the coder has marked done, one event a line",
    renamed="records", forgotten="records", merge="union",
    merged="codings/**/*.jsonl",
)  # fmt: skip
CODINGS = Kind(
    "codings/<coder>/<document>.jsonl",
    "what a coder did, one event a line, only ever appended",
    renamed="moved", forgotten="records", merge="union",
    merged="codings/**/*.jsonl",
)  # fmt: skip
QUOTATIONS = Kind(
    "quotations/<coder>.jsonl",
    "how quotations were trimmed, as offsets, and who cleared them; no words but in brackets",
    words="quotations trimmed or cleared by a coder", pseudonyms="told",
    renamed="records", quoted="cut",
    forgotten="records", merge="union",
)  # fmt: skip
SUGGESTIONS = Kind(
    "suggestions/<coder>.jsonl",
    "what a coder did with suggested codes; no words",
    words="answers of a coder to suggestions", renamed="records", quoted="cut", forgotten="records",
    merge="union",
)  # fmt: skip
SPLITS = Kind(
    "splits/<code>.jsonl",
    "how a code was split, and which coding is of which part; no words",
    words="split of a code", quoted="cut", forgotten="records", merge="union",
)  # fmt: skip
EXPORTS = Kind(
    "exports.jsonl",
    "which figures left when, by whom and for whom; numbers, no words",
    words="record of exports", merge="union",
)  # fmt: skip
DOCUMENT_MEMOS = Kind(
    "memos/<coder>/documents/<document>.md", "a coder's memo on a document, in Markdown",
    prose=True, by="people", words="memo", pseudonyms="replaced",
    renamed="moved", quoted="cut", forgotten="removed",
)  # fmt: skip
CODE_MEMOS = Kind(
    "memos/<coder>/codes/<code>.md", "the same on a code",
    prose=True, by="people", words="memo", pseudonyms="replaced",
    renamed="told", quoted="cut",
)  # fmt: skip
CASE_MEMOS = Kind(
    "memos/<coder>/cases/<case>.md", "the same on a case",
    prose=True, by="people", words="memo", pseudonyms="replaced",
    renamed="told", quoted="cut", forgotten="removed",
)  # fmt: skip
MATRICES = Kind(
    "synthesis/<matrix>/matrix.toml",
    "what a matrix is made of ([matrix](matrix.md#matrixtoml))",
    prose=True, by="people", words="definition of a matrix", pseudonyms="told",
    renamed="told", quoted="cut",
)  # fmt: skip
SUMMARIES = Kind(
    "synthesis/<matrix>/<cell>.md", "an analyst's summaries, one file a cell",
    prose=True, by="people", words="summary", pseudonyms="replaced",
    renamed="told", forgotten="rewritten", quoted="cut",
    merge="qualcode-summary",
)  # fmt: skip
TEXTS = Kind(
    "transcripts/<document>.txt", "the text that offsets point into",
    kept="opt-in", said=True, renamed="moved", forgotten="removed",
)  # fmt: skip
ORIGINALS = Kind(
    "originals/<document>.<ending>", "the files as received",
    kept="opt-in", said=True, renamed="moved", quoted="removed", forgotten="removed",
)  # fmt: skip
NAMES = Kind(
    "private/names.csv", "the real names and what stands for them",
    kept="machine", said=True, by="people", renamed="told",
    forgotten="rows",
)  # fmt: skip
SPEAKERS = Kind(
    "private/speakers.csv", "which speaker's label, as recorded, is whose",
    kept="machine", said=True, renamed="rewritten", forgotten="rows",
)  # fmt: skip
RESPONDENTS = Kind(
    "private/respondents.csv", "which row of a survey is which case",
    kept="machine", said=True, renamed="told",
    forgotten="rows",
)  # fmt: skip
IMPORTS = Kind(
    "private/imports/<name>.txt", "the whole report of each import",
    kept="machine", said=True, renamed="rewritten", quoted="removed", forgotten="removed",
)  # fmt: skip
DRAFTS = Kind(
    "private/drafts/<matrix>/<cell>.md", "summaries that still hold participants' words",
    words="draft", kept="machine", said=True, by="people", pseudonyms="replaced",
    renamed="told", quoted="removed", forgotten="removed",
)  # fmt: skip
SET_ASIDE = Kind(
    "private/set-aside/<any_path>",
    "conflict copies of sync clients that `check --take-in` took in, and what `check --repair` put "
    "away: files as they were before",
    kept="machine", said=True, renamed="told", quoted="removed", forgotten="removed",
)  # fmt: skip
EXPORT_NUMBERS = Kind(
    "private/exports/<name>.jsonl", "which codings the numbered quotations of an export are",
    kept="machine", forgotten="records",
)  # fmt: skip
ACTS = Kind(
    "private/unfinished/<act>/<path>", "what a command over several files still has to do",
    kept="machine", said=True,
)  # fmt: skip
REPORTS = Kind(
    "reports/<any_path>", "reports that were made here",
    kept="made", said=True, renamed="told", quoted="removed", forgotten="removed",
)  # fmt: skip
THEMES = Kind(
    "themes/<name>.json", "suggested themes, as `themes` and `demo` write them",
    kept="made", said=True, renamed="rewritten", quoted="removed", forgotten="removed",
)  # fmt: skip
THEME_PAGES = Kind(
    "themes/<name>.<page>", "the same, to be read",
    kept="made", said=True, renamed="rewritten", quoted="removed", forgotten="removed",
)  # fmt: skip
SETTINGS = Kind(
    ".qualcode/settings.json",
    "who codes on which machine, its look, and where each document was left",
    kept="machine", renamed="rewritten", forgotten="rewritten",
)  # fmt: skip
KEYS = Kind(".qualcode/keys.toml", "this machine's keys", kept="machine", by="people")
EXPORT_KEY = Kind(
    ".qualcode/export.key", "by what a report tells later whether codings changed since",
    kept="machine",
)  # fmt: skip
LOCKS = Kind(
    ".qualcode/locks/<name>.lock", "locks; those of documents that are gone go",
    kept="machine", renamed="goes", forgotten="removed",
)  # fmt: skip
EARLIER_TEXTS = Kind(
    ".qualcode/texts/<digest>.txt", "earlier texts, by hash",
    kept="machine", said=True, quoted="removed", forgotten="removed",
)  # fmt: skip
EARLIER_DOCUMENTS = Kind(
    ".qualcode/texts/<document>-<short_digest>.json", "what was known of a document with each",
    kept="machine", renamed="rewritten", forgotten="removed",
)  # fmt: skip
DEFINITIONS = Kind(
    ".qualcode/definitions/<short_digest>.json", "what codes meant when passages were coded",
    kept="machine", forgotten="cleared",
)  # fmt: skip
EDITS = Kind(
    ".qualcode/edit/<document>-<short_digest>.txt", "edits begun",
    kept="machine", said=True, by="people", renamed="moved", quoted="removed", forgotten="removed",
)  # fmt: skip
TORN = Kind(
    ".qualcode/torn/<coder>--<document>--<size>.txt", "lines of logs that a crash cut off",
    kept="machine", said=True, renamed="moved", quoted="removed", forgotten="removed",
)  # fmt: skip
GLANCES = Kind(
    ".qualcode/matrices/<name>.msgpack", "matrices as they were seen last",
    kept="machine", said=True, renamed="goes", forgotten="cleared",
)  # fmt: skip
NAME_HINTS = Kind(
    ".qualcode/names/<name>.json", "where a program takes words for names",
    kept="machine", forgotten="cleared",
)  # fmt: skip
EMBEDDINGS = Kind(
    ".qualcode/embeddings/<path>", "passages as numbers", kept="machine", forgotten="cleared"
)
BEFORE_FORMATS = Kind(
    ".qualcode/before-format-<size>/<any_path>", "what a newer format changed, as it was before",
    kept="machine", said=True, renamed="told", forgotten="cleared",
)  # fmt: skip
TAKEN_BACK = Kind(
    ".qualcode/taken-back/<act>/<any_path>", "what files held when a merge was cut off",
    kept="machine", said=True, renamed="told", forgotten="cleared",
)  # fmt: skip
WORDLESS = Kind(
    ".qualcode/verbatim.json", "digests of summaries that hold no participants' words",
    kept="machine",
)  # fmt: skip
MERGING = Kind(".qualcode/sync-merging", "that a sync is in the middle of a merge", kept="machine")
HALF_WRITTEN = Kind(
    "<half>", "what a program was writing when it was cut off (`.….part`)",
    kept="machine", said=True, renamed="told", forgotten="removed",
)  # fmt: skip

KINDS: tuple[Kind, ...] = (
    STUDY, CODEBOOK, CASES, README, TEMPLATE, IGNORED, ATTRIBUTES, DOCUMENTS, CODINGS, DONE,
    REVISIONS, SPLITS, SUGGESTIONS, QUOTATIONS, EXPORTS, DOCUMENT_MEMOS, CODE_MEMOS, CASE_MEMOS,
    MATRICES, SUMMARIES, WITHDRAWALS, TEXTS, ORIGINALS, NAMES, SPEAKERS, RESPONDENTS, IMPORTS,
    DRAFTS,
    SET_ASIDE, EXPORT_NUMBERS, ACTS, REPORTS, THEMES, THEME_PAGES, SETTINGS, KEYS, EXPORT_KEY,
    LOCKS, EARLIER_TEXTS, EARLIER_DOCUMENTS, DEFINITIONS, EDITS, TORN, GLANCES, NAME_HINTS,
    EMBEDDINGS, BEFORE_FORMATS, TAKEN_BACK, WORDLESS, MERGING, HALF_WRITTEN,
)  # fmt: skip
#: Kinds that git takes, wherever a team keeps its words.
TRACKED = tuple(kind for kind in KINDS if kind.kept == "git")


def kind_of(path: str) -> Kind | None:
    """Return the kind of a study's file, by its path with slashes; ``None`` for a stranger.

    A stranger is any file that a study does not write: a notebook, a copy, a user's folder.
    """
    return next((kind for kind in KINDS if kind.pattern.fullmatch(path)), None)


def tracked_kind(path: str) -> Kind | None:
    """Return the kind of a file if git takes that kind, otherwise ``None``.

    So it is for the names that only sync clients give to conflict copies; of other names
    ``conflict_copies`` says whether they are copies.
    """
    if any(map(is_surely_copy, path.split("/"))):
        return None
    return next((kind for kind in TRACKED if kind.pattern.fullmatch(path)), None)


def folders(*kept: Kept) -> tuple[str, ...]:
    """Return the top-level folders of a study with files stored in this way, in the map's order."""
    tops = (kind.top for kind in KINDS if kind.kept in kept and "/" in kind.path)
    return tuple(dict.fromkeys(tops))


#: The start of files without prose, or of each of their lines.
_RECORDS = {".json": re.compile(rb"\s*\{"), ".jsonl": re.compile(rb"(?:\{[^\n]*(?:\n|\Z)|\s)*\Z")}


def is_itself(path: str, data: bytes) -> bool:
    """Return whether a file of records really holds records, and not just their name."""
    form = _RECORDS.get(path[path.rfind(".") :])
    return form is None or form.match(data) is not None
