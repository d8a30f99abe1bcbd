"""The commands of a proof: a study's whole life, and what a hurried colleague might let out.

They are the real commands, each in a process of its own, as in a terminal. The study is the sample
study with one more invented interview, which holds the canaries.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.store.io.durable import write_atomic
from qualcode.store.io.folder_modes import make_folder
from qualcode.workbench.progress import Progress, silent
from qualcode.workbench.proof import canaries
from qualcode.workbench.proof.canaries import CASE, CODED, CODER, COLLEAGUE, DOCUMENT, TWICE
from qualcode.workbench.proof.supervision import Run, Supervision
from qualcode.workbench.proof.terminal import Typist, has_terminals

_FORMS = (".docx", ".xlsx", ".html", ".md", ".csv", ".json")
#: An editor that leaves a copy and an unfinished file behind, as many do when they are cut off.
_EDITOR = """\
import pathlib, sys
path = pathlib.Path(sys.argv[-1])
text = path.read_text(encoding="utf-8")
path.with_name(path.name + "~").write_text(text, encoding="utf-8")
path.with_name("." + path.name + ".swp").write_text(text, encoding="utf-8")
path.write_text(text.replace("look back at it", "look back on it"), encoding="utf-8")
"""


@dataclass(frozen=True)
class Places:
    """The folders of a proof; ``top`` holds them all, and is its owner's alone."""

    top: Path

    @property
    def study(self) -> Path:
        """The study."""
        return self.top / "study"

    @property
    def team(self) -> Path:
        """The team's copy, which ``sync`` sends to."""
        return self.top / "team.git"

    @property
    def colleague(self) -> Path:
        """The study of a colleague, taken from the team's copy."""
        return self.top / "colleague"

    @property
    def sent(self) -> Path:
        """The folder of reports and tables for others."""
        return self.top / "for-others"

    @property
    def given(self) -> Path:
        """What is imported, and the editor."""
        return self.top / "given"

    @property
    def temporary(self) -> Path:
        """The folder that the system is said to have for temporary files."""
        return self.top / "temporary"

    @property
    def home(self) -> Path:
        """The home folder; its name is a canary."""
        return self.top / canaries.HOME

    @property
    def watch(self) -> Path:
        """The supervision's own folder, which is not looked through."""
        return self.top / "watch"

    def make(self) -> None:
        """Make those that nothing else makes, and what is in them to begin with."""
        for folder in (self.sent, self.given, self.temporary, self.home, self.watch):
            make_folder(folder)
        write_atomic(self.given / "visit.txt", canaries.INTERVIEW)
        write_atomic(self.given / "editor.py", _EDITOR)
        write_atomic(
            self.home / ".gitconfig",
            f"[user]\n\tname = {CODER}\n\temail = {CODER}@example.invalid\n",
        )

    def environment(self) -> dict[str, str]:
        """Return what differs from the user's own environment."""
        return {
            "HOME": str(self.home), "USERPROFILE": str(self.home), "USER": canaries.ACCOUNT,
            "LOGNAME": canaries.ACCOUNT, "USERNAME": canaries.ACCOUNT, "QUALCODE_CODER": "",
            "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": "", "XDG_CACHE_HOME": "", "XDG_DATA_HOME": "",
            "TMPDIR": str(self.temporary), "TEMP": str(self.temporary),
            "TMP": str(self.temporary), "VISUAL": "",
            "EDITOR": f'"{sys.executable}" "{self.given / "editor.py"}"',
            "GIT_CONFIG_NOSYSTEM": "1",
        }  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A command of a scenario, and what a reader of the page is told it is."""

    said: str
    command: tuple[str, ...]
    #: The exit statuses that are right: of what must be refused, all but 0.
    expected: frozenset[int] = frozenset({0})
    #: Done before and after it by hand, as somebody would in another program.
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None
    keys: tuple[str, ...] = ()
    #: Where its output is kept, as a report for others.
    output: Path | None = None


_DONE, _REFUSED = frozenset({0}), frozenset(range(1, 256))


def qualcode(*arguments: str | Path) -> tuple[str, ...]:
    """Return the command that runs qualcode as this Python has it."""
    return (sys.executable, "-P", "-m", "qualcode", *map(str, arguments))


def steps(at: Places, *, quick: bool = False) -> list[Step]:
    """Return the life of a study up to the moment when it is looked through.

    ``quick`` begins with an empty study instead of the sample, and suggests nothing.
    """
    begun = _begun(at) if quick else _sampled(at)
    return [*begun, *_working(at, quick=quick), *_reporting(at), *_sharing(at), *_attempts(at)]


def withdrawal(at: Places) -> list[Step]:
    """Return what takes the person of the canaries out again."""
    return [
        Step("The person withdraws", _of(at, "withdraw", CASE, "--yes")),
        Step("The withdrawal is sent", _of(at, "sync")),
    ]


def _of(at: Places, *arguments: str | Path) -> tuple[str, ...]:
    return qualcode("-C", at.study, *arguments)


def _sampled(at: Places) -> list[Step]:
    return [Step("The sample study is made, with themes and reports", qualcode("demo", at.study))]


def _begun(at: Places) -> list[Step]:
    return [
        Step("A study is made", qualcode(
            "new", at.study, "--codebook", "policy-themes", "--coder", CODER,
            "--group", "young-people=Young people", "--group", "school-leaders=School leaders")),
    ]  # fmt: skip


def _working(at: Places, *, quick: bool) -> list[Step]:
    memo = at.study / "memos" / CODER / "documents" / f"{DOCUMENT}.md"
    found = [
        Step("Who codes here", _of(at, "coders", "--me", CODER)),
        Step("An interview with the canaries is imported", _of(
            at, "import", at.given / "visit.txt", "--as", DOCUMENT, "--case", CASE,
            "--group", "young-people")),
        Step("A name is entered", _of(
            at, "names", "add", canaries.KNOWN_NAME, "--role", "social worker")),
        Step("Names are looked for", _of(at, "names")),
        Step("Names are replaced", _of(at, "pseudonymise")),
        Step("A passage is coded", _of(
            at, "coding", "add", DOCUMENT, "stigma", "--quote", CODED, "--valence", "-")),
        Step("Words are searched", _of(at, "search", "zephyrquill")),
        Step("Codings are listed", _of(at, "coding", "list")),
        Step("A memo is written", _of(at, "check"), before=lambda: write_atomic(
            memo, "Stigma comes up with meals and taxis.\n")),
        Step("A text is edited, and the editor is cut off", _of(at, "edit", DOCUMENT)),
    ]  # fmt: skip
    if not quick:
        found.append(Step("Codes are suggested", _of(at, "suggest", "--codes")))
    if has_terminals():
        keys = ("n", "\r", *"stig", "\r", "-", "q", "q")
        found.append(
            Step("A passage is coded in the terminal UI", _of(at, "open", DOCUMENT), keys=keys)
        )
    return found


def _reporting(at: Places) -> list[Step]:
    outs = [part for form in _FORMS for part in ("--out", at.sent / f"report{form}")]
    short = [part for name in ("sections", "tables", "evidence", "codebook")
             for part in ("--without", name)]  # fmt: skip
    pictures = [
        Step(f"A picture for others: {kind}{form}", _of(
            at, "picture", kind, "--out", at.sent / f"{kind}{form}"))
        for kind, form in (("bars", ".svg"), ("bars", ".png"), ("heat", ".svg"), ("heat", ".csv"))
    ]  # fmt: skip
    books = [at.sent / f"codebook{form}" for form in (".docx", ".xlsx", ".csv", ".md")]
    return [
        Step("Reports for others, in six forms", _of(at, "matrix", *outs)),
        Step("A report without its parts", _of(
            at, "matrix", "--out", at.sent / "short.docx", *short)),
        Step("The codebook for others, in four forms", _of(at, "codebook", "export", *books)),
        Step("Numbers of people, as JSON", _of(at, "matrix", "numbers", "--by", "group", "--json"),
             output=at.sent / "numbers.json"),
        Step("A table of codes, as CSV", _of(at, "table", "codes", "--csv"),
             output=at.sent / "codes.csv"),
        *pictures,
    ]  # fmt: skip


def _sharing(at: Places) -> list[Step]:
    return [
        Step("The study is sent to the team", _of(at, "sync", "--with", at.team)),
        Step("A colleague takes it", qualcode(
            "new", at.colleague, "--from", at.team, "--coder", COLLEAGUE)),
        Step("The colleague looks at it", qualcode("-C", at.colleague, "check")),
    ]  # fmt: skip


def _attempts(at: Places) -> list[Step]:
    """What somebody in a hurry does: each is taken back afterwards, as they would."""
    text = at.study / "transcripts" / f"{DOCUMENT}.txt"
    summary = f"One of them said: {CODED} {TWICE}"
    found = []
    for said, path, made in (
        ("A copy of a transcript is committed under another name", "notes/second-listening.md",
         lambda: text.read_bytes()),
        ("A copy in the encoding of a spreadsheet program is committed", "listening.txt",
         lambda: text.read_text(encoding="utf-8").encode("utf-16")),
        ("A memo that holds a participant's words is committed",
         f"memos/{CODER}/codes/stigma.md", lambda: f"She says: {TWICE}\n".encode()),
        ("A memo that holds a real name is committed",
         f"memos/{CODER}/codes/stigma.md",
         lambda: f"{canaries.KNOWN_NAME} should read this.\n".encode()),
        ("A list of codings is committed", "codings.csv",
         lambda: f"id,text\n1,{CODED}\n2,{TWICE}\n".encode()),
    ):  # fmt: skip
        where = at.study / path
        found += [
            Step(said, ("git", "-C", str(at.study), "add", "-A", "--", path),
                 before=_writing(where, made)),
            Step(f"{said}: it is stopped", ("git", "-C", str(at.study), "commit", "-m", "Work"),
                 expected=_REFUSED,
                 after=_taking_back(at.study, where)),
        ]  # fmt: skip
    stray = at.study / "matrix.html"
    return [
        *found,
        Step("A summary with a participant's words stays a draft here", _of(
            at, "matrix", "cell", "stigma", "works_less_well", "school-leaders", "--write",
            summary), expected=_REFUSED),
        Step("A report of uncleared quotations is made inside the study", _of(
            at, "matrix", "--uncleared", "--out", stray)),
        Step("The study is sent with it there", _of(at, "sync")),
    ]  # fmt: skip


def _writing(path: Path, made: Callable[[], bytes]) -> Callable[[], None]:
    def write() -> None:
        make_folder(path.parent)
        write_atomic(path, made())

    return write


def _taking_back(study: Path, path: Path) -> Callable[[], None]:
    def take_back() -> None:
        import subprocess

        from qualcode.store.git.quiet import acting_environment, git_command

        path.unlink(missing_ok=True)
        command = git_command(study, "reset", "--quiet")
        subprocess.run(command, env=acting_environment(), check=False, capture_output=True)

    return take_back


def run_steps(
    wanted: Sequence[Step],
    supervision: Supervision,
    at: Places,
    progress: Progress = silent,
    total: int = 0,
    done: int = 0,
) -> list[Run]:
    """Run steps one after the other, each under watch; ``total`` and ``done`` are for progress.

    Raises:
        StudyError: a step that everything after it needs did not end as it must.
    """
    runs = []
    for number, step in enumerate(wanted, done):
        progress(step.said, number, total or len(wanted))
        step.before()
        run = supervision.run(step.command, at.top, drive=Typist(step.keys) if step.keys else None)
        step.after()
        run.said, run.expected = step.said, step.expected
        if step.output is not None:
            write_atomic(step.output, run.output)
        runs.append(run)
        if number == 0 and run.status:
            raise StudyError(f"the study to prove it on could not be made: {run.output[-300:]}")
    return runs
