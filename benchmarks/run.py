"""Runs the benchmark jobs and prints a table of times and ratios.

    .venv/bin/python benchmarks/run.py            # study S, qualcode alone: two minutes
    .venv/bin/python benchmarks/run.py --large --peers

Peers are installed from PyPI, each in an environment of its own under ``benchmarks/.work``, and
run in the same run on the same texts; only ratios of one run should be compared.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from generate import codebook_text, spans, write_transcripts, write_word

HERE = Path(__file__).parent
WORK = HERE / ".work"
BIN = Path(sys.executable).parent
PEERS = {"qc": "qualitative-coding", "taguette": "taguette"}
TIMEOUT = 300


def timed(command: list[str | Path], *, cwd: Path | None = None, out: Path | None = None) -> float:
    """Run a command and return the seconds it took, infinity past the time-out."""
    start = time.perf_counter()
    try:
        with (out or Path(os.devnull)).open("w") as sink:
            subprocess.run(command, cwd=cwd, stdout=sink, stderr=subprocess.PIPE, check=True,
                           timeout=TIMEOUT, text=True)  # fmt: skip
    except subprocess.TimeoutExpired:
        return float("inf")
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{error.stderr[-2000:]}") from None
    return time.perf_counter() - start


def imported(study: Path, source: Path) -> float:
    """Make a study anew and import a folder into it; return the seconds the import took."""
    shutil.rmtree(study, ignore_errors=True)
    timed([BIN / "qualcode", "new", study])
    return timed([BIN / "qualcode", "-C", study, "import", "--quiet", source])


def job(name: str, study: Path) -> dict[str, float]:
    """Run one of ``jobs.py`` in a fresh process."""
    done = subprocess.run(
        [sys.executable, HERE / "jobs.py", name, study], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def printed(command: list[str | Path]) -> dict[str, float]:
    """Run a command and return what it printed last, as JSON."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def environment(name: str) -> Path | None:
    """Return the programs of a peer's own environment, made if need be; None if it cannot be."""
    folder = WORK / name
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if not (programs / name).exists():
        venv.create(folder, with_pip=True)
        done = subprocess.run([programs / "pip", "install", "-qqq", PEERS[name]], check=False)
        if done.returncode:
            print(f"{PEERS[name]} could not be installed; its columns stay empty", file=sys.stderr)
            return None
    return programs


class Bench:
    """One run: the studies, qualcode's times, the peers' times."""

    def __init__(self, large: bool, peers: bool) -> None:
        self.size = "L" if large else "S"
        self.documents = 2000 if large else 200
        self.codings = 200_000 if large else 20_000
        self.source = WORK / f"source-{self.size}"
        self.study = WORK / f"study-{self.size}"
        self.rows: list[tuple[str, float, str, float | None]] = []
        self.qc = environment("qc") if peers else None
        self.taguette = environment("taguette") if peers else None
        self.tag_database = WORK / f"taguette-{self.size}.sqlite3"

    def add(self, what: str, took: float, peer: str = "", peer_took: float | None = None) -> None:
        """Add a row and print it at once."""
        self.rows.append((what, took, peer, peer_took))
        print(row(what, took, peer, peer_took), flush=True)

    def run(self, only: Sequence[str] = ()) -> None:
        """Run every job, or some on the study that an earlier run made."""
        print("| job | qualcode | peer | peer ÷ qualcode |\n|---|---|---|---|")
        for name in only or JOBS:
            getattr(self, name)()

    def help(self) -> None:
        """`--help`, median of nine."""
        own = statistics.median(timed([BIN / "qualcode", "--help"]) for _ in range(9))
        peer = None
        if self.qc:
            peer = statistics.median(timed([self.qc / "qc", "--help"]) for _ in range(5))
        self.add("`--help`", own, "qc", peer)

    def importing(self) -> None:
        """All transcripts of the study from text files."""
        if not self.source.exists():
            write_transcripts(self.source, self.documents, words=8000)
        shutil.rmtree(self.study, ignore_errors=True)
        book = WORK / "codebook.yaml"
        book.write_text(codebook_text())
        timed([BIN / "qualcode", "new", self.study, "--codebook", book])
        own = timed([BIN / "qualcode", "-C", self.study, "import", "--quiet", self.source / "text"])
        peer = None
        if self.qc:
            self.qc_project = WORK / f"qc-{self.size}"
            shutil.rmtree(self.qc_project, ignore_errors=True)
            self.qc_project.mkdir()
            timed([self.qc / "qc", "init"], cwd=self.qc_project)
            command = [
                self.qc / "qc",
                "corpus",
                "import",
                "-r",
                "-i",
                "verbatim",
                self.source / "text",
            ]
            peer = timed(command, cwd=self.qc_project)
        self.add(f"import {self.documents} text transcripts", own, "qc", peer)

    def word(self) -> None:
        """200 Word interviews, beside python-docx reading the paragraphs of the same files."""
        source, study = WORK / "source-word", WORK / "study-word"
        if not source.exists():
            write_word(source, 200, words=8000)
        own = imported(study, source)
        peer = job("plain_word", source)["seconds"]
        self.add("import 200 .docx", own, "python-docx, words alone", peer)

    def fill(self) -> None:
        """Give the study its codings; the peers get the same ones."""
        from qualcode.model.coding.coding import CodingEvent, new_id
        from qualcode.store.study import Study, now

        study = Study.open(self.study)
        lines: list[tuple[str, int, str]] = []
        snippets: list[tuple[str, int, int, str, str]] = []
        each = self.codings // self.documents
        for number, name in enumerate(study.document_ids()):
            document = study.document(name)
            text = study.text(document)
            turns = [
                (t.words, t.end)
                for t in document.turns
                if document.speakers[t.speaker].label == "P"
            ]
            events = []
            for start, end, code in spans(turns, each, number):
                digest = study.codebook.get(code).digest  # type: ignore[union-attr]
                events.append(CodingEvent(new_id(), "add", code, start, end, document.sha256, now(),
                                          valence="works_well", definition=digest))  # fmt: skip
                lines.append((f"{name}.txt", text.count("\n", 0, start), code))
                # Taguette counts no line ends between paragraphs.
                shift = text.count("\n", 0, start)
                snippets.append((name, start - shift, end - shift, text[start:end], code))
            study.append("ann", name, events)
        self.qc_codings = WORK / "qc-codings.json"
        self.qc_codings.write_text(json.dumps(lines))
        self.taguette_codings = WORK / "taguette-codings.json"
        self.taguette_codings.write_text(json.dumps(snippets))
        if self.qc:
            timed([self.qc / "python", HERE / "peer_qc.py", self.qc_project, self.qc_codings])

    def opening(self) -> None:
        """Open and list; the floor is a reader of the same files and nothing else."""
        floor = job("plain_reader", self.study)
        own = job("open_and_list", self.study)
        self.add(f"open {self.size}, list documents ({own['MB']:.0f} MB)", own["list"],
                 "plain reader, codings too", floor["seconds"])  # fmt: skip
        self.add(f"open {self.size}, list documents, read {own['codings']:,} codings",
                 own["list and codings"], "plain reader", floor["seconds"])  # fmt: skip

    def coding(self) -> None:
        """One coding, command to durable, median; Taguette's import comes with it."""
        own = job("one_coding", self.study)["median"]
        peer: dict[str, float] = {}
        if self.taguette:
            peer = self.fill_taguette()
            imported = next((took for what, took, *_ in self.rows if what.startswith("import")), 0)
            if imported:
                self.add(
                    f"import {self.documents} transcripts",
                    imported,
                    "Taguette, HTML",
                    peer["import"],
                )
        self.add(f"one coding, durable, in {self.size}", own, "Taguette", peer.get("coding"))

    def fill_taguette(self) -> dict[str, float]:
        """Make Taguette's database of the same texts and codings; return its times."""
        assert self.taguette is not None
        self.tag_database.unlink(missing_ok=True)
        program, html = self.taguette / "python", self.source / "html"
        codings = WORK / "taguette-codings.json"
        return printed([program, HERE / "peer_taguette.py", html, codings, self.tag_database])

    def counting(self) -> None:
        """Crosstab."""
        out = WORK / "out.csv"
        own = timed([BIN / "qualcode", "-C", self.study, "table", "crosstab", "--csv"], out=out)
        peer = None
        if self.qc:
            command = [self.qc / "qc", "codes", "crosstab", "-n", "document", "-o", WORK / "qc.csv"]
            peer = timed(command, cwd=self.qc_project)
        self.add("code × document crosstab", own, "qc", peer)

    def exporting(self) -> None:
        """All codings with their words, to CSV and to Excel; best of three, as the peer's are."""
        took: dict[str, list[float]] = {"csv": [], "xlsx": []}
        peer: dict[str, list[float]] = {"csv": [], "xlsx": []}
        if self.taguette and not self.tag_database.exists():
            self.fill_taguette()
        # In turn, so that a busy minute is everybody's.
        for _ in range(3):
            for form, times in took.items():
                out = WORK / f"codings.{form}"
                command = [BIN / "qualcode", "-C", self.study, "coding", "list", "--out", out]
                times.append(timed(command))
            if self.taguette:
                command = [self.taguette / "python", HERE / "peer_taguette_export.py"]
                for form, seconds_taken in printed([*command, self.tag_database]).items():
                    peer[form].append(seconds_taken)
        for form, name in (("csv", "CSV"), ("xlsx", "Excel")):
            what = f"all {self.codings:,} codings to {name} with text"
            self.add(what, min(took[form]), "Taguette", min(peer[form], default=None))

    def revising(self) -> None:
        """Revise texts, and read codings made on the earlier ones; no peer re-anchors any."""
        source, study = WORK / "source-long", WORK / "study-long"
        if not source.exists():
            write_transcripts(source, 1, words=100_000)
        imported(study, source / "text")
        own = job("revising_long", study)
        long = f"{own['words']:,} words and 5,000 codings"
        self.add(f"revise a document of {long}, 60 words mended", own["sixty"])
        self.add(f"the same, a word in each of {own['turns']:,} turns", own["every"])
        copy = WORK / f"study-{self.size}-revised"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.study, copy)
        own = job("revising", copy)
        self.add(f"revise one of 100 documents of {self.size}", own["one"])
        self.add(f"read {own['count']:,} codings of {self.size} after it", own["codings"])

    def guarding(self) -> None:
        """The check before a commit, as the hook calls it, with 200 names to look for."""
        from qualcode.model.personal_names import KnownName
        from qualcode.store.records.real_names import write_names

        copy = WORK / f"study-{self.size}-git"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.study, copy, ignore=shutil.ignore_patterns(".git"))
        names = [KnownName(f"Siân{n} Prys{n}", replacement=f"[person {n}]") for n in range(200)]
        write_names(copy, names)
        for command in (["init", "-q"], ["add", "-A"]):
            subprocess.run(["git", "-C", str(copy), *command], check=True)
        check = [sys.executable, "-m", "qualcode.cli.guard"]
        self.add(f"check before the first commit of {self.size}", timed(check, cwd=copy))
        identity = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
        subprocess.run(["git", "-C", str(copy), *identity, "commit", "-qm", "all"], check=True)
        [log, *_] = sorted((copy / "codings" / "ann").glob("*.jsonl"))
        log.write_bytes(log.read_bytes() + log.read_bytes().splitlines(keepends=True)[0])
        memo = copy / "memos" / "ann" / "codes" / "theme-1.md"
        memo.parent.mkdir(parents=True)
        memo.write_text("What I think of this code and of its neighbours.\n" * 20)
        subprocess.run(["git", "-C", str(copy), "add", "-A"], check=True)
        own = statistics.median(timed(check, cwd=copy) for _ in range(9))
        self.add(f"check before a commit of {self.size}: a log and a memo", own)
        (copy / "notes.txt").write_text(memo.read_text())
        subprocess.run(["git", "-C", str(copy), "add", "-A"], check=True)
        own = statistics.median(timed(check, cwd=copy) for _ in range(5))
        self.add("the same with a file that may be a copy of a transcript", own)

    def codebook(self) -> None:
        """Edits of the codebook, in an open study and as whole commands, and what they touch."""
        copy = WORK / f"study-{self.size}-book"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.study, copy, ignore=shutil.ignore_patterns(".git"))
        identity = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
        for command in (["init", "-q"], ["add", "codebook.yaml"], ["commit", "-qm", "book"]):
            subprocess.run(["git", "-C", str(copy), *identity, *command], check=True)
        for what, took in job("editing_codebook", copy).items():
            self.add(f"{what}, inside open {self.size}", took)
        git = ["git", "-C", str(copy)]
        timed([BIN / "qualcode", "-C", copy, "coders", "--me", "ann"])
        floor = job("plain_reader", copy)["seconds"]
        for what, words in (
            ("rename", ["rename", "code-0-0", "Another name"]),
            ("merge", ["merge", "code-0-1", "code-0-2"]),
            ("move", ["move", "code-1-1", "--below", "theme-7"]),
            ("split", ["split", "code-0-0", "--into", "Eight A", "--into", "Eight B"]),
            ("edit a definition", ["edit", "code-0-0", "--definition", "Another one."]),
            ("diff with impact", ["diff"]),
            ("drift", ["drift", "--csv"]),
            ("drift --over-time", ["drift", "--over-time", "--window", "20000"]),
            ("check", ["check"]),
            ("export to .docx", ["export", str(WORK / "book.docx")]),
        ):
            times = []
            for _ in range(5):
                if words[0] not in ("diff", "drift", "check", "export"):
                    subprocess.run([*git, "checkout", "-q", "codebook.yaml"], check=True)
                    shutil.rmtree(copy / "splits", ignore_errors=True)
                times.append(timed([BIN / "qualcode", "-C", copy, "codebook", *words],
                                   out=WORK / "out.txt"))  # fmt: skip
            own = statistics.median(times)
            self.add(f"`codebook {what}`, {self.size}, the command", own, "plain reader", floor)

    def themes(self) -> None:
        """Themes of 60 transcripts of 300 turns, cold and with embeddings kept."""
        source, study = WORK / "source-themes", WORK / "study-themes"
        if not source.exists():
            write_transcripts(source, 60, turns=300)
        imported(study, source / "text")
        for label in ("cold", "embeddings kept"):
            self.add(
                f"themes, 60 × 300 turns, {label}", timed([BIN / "qualcode", "-C", study, "themes"])
            )


def row(what: str, took: float, peer: str, peer_took: float | None) -> str:
    """Return one row of the table."""
    if peer_took is None:
        return f"| {what} | {seconds(took)} | | |"
    ratio = "> " if peer_took == float("inf") else ""
    value = (TIMEOUT if peer_took == float("inf") else peer_took) / took
    return f"| {what} | {seconds(took)} | {peer} {seconds(peer_took)} | {ratio}{value:.1f} |"


def seconds(took: float) -> str:
    """Return a time in a readable unit."""
    if took == float("inf"):
        return f"stopped at {TIMEOUT} s"
    return f"{took * 1000:.1f} ms" if took < 0.1 else f"{took:.2f} s"


JOBS = (
    "help",
    "importing",
    "word",
    "fill",
    "opening",
    "coding",
    "counting",
    "exporting",
    "revising",
    "guarding",
    "codebook",
    "themes",
)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--large", action="store_true", help="study L: 2,000 transcripts, not 200")
    parser.add_argument("--peers", action="store_true", help="qc and Taguette beside it")
    parser.add_argument("--only", nargs="+", choices=JOBS, default=[], help="some jobs alone")
    options = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    Bench(options.large, options.peers).run(options.only)
