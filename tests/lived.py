"""A whole study's life, told through the command line: one of everything that a study holds."""

from __future__ import annotations

from pathlib import Path

from docx import Document as WordDocument

from qualcode.model.coding.suggestion import SuggestionEvent
from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.records.coding_log import append_events
from qualcode.store.records.suggestions import append_suggestions
from qualcode.store.study import Study, now
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.text_edit import begin_edit
from qualcode.workbench.matrix.open_matrix import open_matrix
from qualcode.workbench.matrix.snapshot import keep_glance
from qualcode.workbench.themes.run import write_themes
from tests.conftest import Run

CODEBOOK = """\
codes:
  - id: trust
    name: Trust
    definition: Being believed by somebody at school.
  - id: moves
    name: Moves
    definition: Changing school or home.
  - id: belief
    name: Belief
    definition: Having a faith of one's own.
  - id: praise
    name: Praise
    definition: Being told that something went well.
"""
#: An interview whose file, label and so id are a child's name.
OLD, NAME, CASE = "gwenllian-rees", "Gwenllian Rees", "YP9"
ALONE = f"""\
Interviewer: What got in the way?

{NAME}: They changed my worker four times before I had finished year nine.

Interviewer: And what helped?

{NAME}: The caretaker let me keep my bag behind his desk all day long.

Interviewer: Anything else?

{NAME}: Being asked what I wanted, and not only where I was to live next.
"""
GROUP = """\
1
00:00:01,000 --> 00:00:04,000
Interviewer: What works, all of you?

2
00:00:04,000 --> 00:00:08,000
Eleri Bowen: The breakfast club works because nobody asks you where you slept.

3
00:00:08,000 --> 00:00:12,000
Osian Prytherch: My plan was read out by somebody who had never once met me.

4
00:00:12,000 --> 00:00:16,000
Eleri Bowen: And the taxi is always the same driver, which helps a lot.
"""
SURVEY = """\
Local authority,What would you change about your school?
Gwynedd,I would have the same tutor from the first year to the last one.
Powys,Somebody should ring home when it went well and not only when it did not.
Powys,Buses that run later so that one can stay for a club after lessons.
"""
QUOTE = "let me keep my bag behind his desk all day long"


class Life:
    """A study that lives: each method is a part of its life."""

    def __init__(self, root: Path, run: Run) -> None:
        self.root = root
        self.aside = root.parent
        self._run = run

    def do(self, *args: object, coder: str = "ann") -> str:
        done = self._run("-C", self.root, "--coder", coder, *args)
        assert done.status == 0, (args, done.out, done.err)
        return done.out + done.err

    @property
    def study(self) -> Study:
        return Study.open(self.root)

    def begin(self) -> None:
        book = self.aside / "book.yaml"
        book.write_text(CODEBOOK)
        made = self._run("new", self.root, "--codebook", book, "--group", "yp=Young people")
        assert made.status == 0, made.err
        # As an earlier version made it, so that it is brought up to the present format.
        settings = self.root / "study.toml"
        lines = settings.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith("format = ")]
        assert len(kept) == len(lines) - 1
        settings.write_text("".join(kept), encoding="utf-8")
        self.do("coders", "--me", "ann")

    def take_transcripts(self) -> None:
        alone = self.aside / f"{NAME}.txt"
        alone.write_text(ALONE)
        (self.aside / "group.srt").write_text(GROUP)
        (self.aside / "survey.csv").write_text(SURVEY)
        word = WordDocument()
        for line in ("I: And you?", "P: The lessons were the quiet part of every week."):
            word.add_paragraph(line)
        word.save(str(self.aside / "talk.docx"))
        self.do("import", alone, "--case", CASE, "--group", "yp")
        self.do("import", self.aside / "group.srt", "--as", "fg", "--group", "yp",
                "--speaker", "Eleri Bowen=EB1", "--speaker", "Osian Prytherch=OP1")  # fmt: skip
        self.do(
            "import", self.aside / "talk.docx", "--as", "talk", "--case", "TK1", "--group", "yp"
        )
        self.do("import", self.aside / "survey.csv", "--survey", "question", "--group", "yp")

    def code(self, document: str = OLD) -> None:
        for quote, code, coder in ((QUOTE, "trust", "ann"), ("changed my worker", "moves", "ben"),
                                   ("asked what I wanted", "praise", "ann")):  # fmt: skip
            self.do("coding", "add", document, code, "--quote", quote, "--valence", "+",
                    coder=coder)  # fmt: skip
        self.do("coding", "add", "fg", "trust", "--quote", "breakfast club works")
        self.do("coding", "add", "talk", "belief", "--quote", "the quiet part")
        self.do("codebook", "split", "trust", "--into", "trust-adults=Trust in adults",
                "--into", "trust-peers=Trust in peers")  # fmt: skip
        one = next(c.id for c in self.study.codings(document=document) if c.coder == "ann")
        self.do("codebook", "assign", "trust-adults", "trust-peers", "--coding", one)
        self.do("codebook", "merge", "belief", "praise")
        self.do("codebook", "edit", "moves", "--definition", "Changing school, home or worker.")
        torn = self.study.log_path("ann", document)
        with torn.open("ab") as log:
            log.write(b'{"id":"half')
        append_events(torn, (), self.root / ".qualcode" / "torn")

    def read(self, document: str = OLD) -> None:
        """Leave what a coder leaves who reads: a memo, a mark, a place, an edit begun, answers."""
        study = self.study
        session = CodingSession(study, "ann")
        session.write_memo("documents", document, "A short talk.")
        session.write_memo("cases", CASE, "Was brief.")
        session.write_memo("codes", "moves", "Workers, too.")
        session.set_done(document, True)
        session.leave_at(document, 40)
        begin_edit(study, document)
        about = study.document(document)
        answer = SuggestionEvent(now(), document, 5, 20, about.sha256, "moves", 0.5, "rejected")
        append_suggestions(self.root, "ann", [answer])
        self.do("coders")

    def revise(self, document: str = OLD) -> None:
        path = self.study.text_path(document)
        new = self.aside / "new.txt"
        new.write_text(path.read_text().replace("four times", "five times"))
        self.do("revise", document, new, "--why", "heard again")

    def hide_names(self) -> None:
        self.do("names", "--no-hints")
        self.do("names", "add", NAME)
        self.do("names", "add", "Eleri Bowen")
        self.do("pseudonymise")

    def suggest_themes(self, document: str = OLD) -> None:
        about = self.study.document(document)
        turn = about.turns[1]
        passage = {"document": document, "start": turn.words, "end": turn.end, "person": CASE,
                   "text": "Yes, and we all said so too.", "group": "yp",
                   "typical": True}  # fmt: skip
        theme = {"id": "T1", "label": "a", "terms": ["a"], "size": 1, "people": 1, "near": [],
                 "groups": {}, "stability": 1.0, "passages": [passage]}  # fmt: skip
        data = {"model": "m", "seed": 0, "segments": 1, "themes": [theme]}
        names = ("themes.html", "themes.csv", "themes.json")
        write_themes(self.study, data, [self.root / "themes" / name for name in names])

    def chart(self, document: str = OLD) -> str:
        """Write summaries, a draft and a quotation that is signed off; return its coding."""
        self.do("matrix", "new", "framework", "--layout", "cases")
        text = self.study.text(self.study.document(document))
        one, row = next(
            (c.id, c.code) for c in self.study.codings(document=document)
            if text[c.event.start : c.event.end] == QUOTE
        )  # fmt: skip
        self.do("matrix", "cell", row, "works_well", "yp", "--write", "Somebody kept watch.",
                       "--link", one, "--quote", one)  # fmt: skip
        self.do("matrix", "trim", one, "--to", "let me keep my bag behind his desk […]")
        for coder in ("ann", "ben"):
            self.do("matrix", "clear", one, "--accept", "unique", "--accept", "small-group",
                    "--why", "agreed with them", coder=coder)  # fmt: skip
        opened = open_matrix(self.study, read_matrix(self.study, "main"))
        keep_glance(opened)
        self.do("matrix", "--out", self.root / "reports" / "report.md")
        self.do("matrix", "--for", "team", "--out", self.root / "reports" / "team.md")
        return one

    def draft(self, document: str = OLD) -> None:
        """Write a summary in a participant's own words, which stays on the machine as a draft."""
        [summary] = self.study.summaries()
        held = self._run("-C", self.root, "--coder", "ann", "matrix", "cell", summary.row,
                         summary.column, "yp", "--write", f"One said: {QUOTE}.")  # fmt: skip
        assert held.status == 1, held.err
        assert document in self.study.document_ids()

    def share(self) -> None:
        self.do("sync", "--with", self.aside / "team")
        self.do("git-setup")

    def put_by_hand(self) -> None:
        """Write what people write themselves: keys, a page on the study, a template."""
        (self.root / ".qualcode" / "keys.toml").write_text("")
        (self.root / "README.md").write_text("# Our study\n")
        WordDocument().save(str(self.root / "template.docx"))
