"""What an export carries: every part of every file is searched for what it does not show."""

from __future__ import annotations

import io
import json
import re
import shutil
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from qualcode.report.matrix_files import FORMS
from qualcode.report.wording import NO_SUMMARY, STALE
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run
from tests.word_template import HIDDEN, hiding_template
from tests.workbench.charted import CODINGS, TALKS, cell_of, clear

#: The coders, and when they coded.
CODER, OTHER, DAY = "kestrel", "goshawk", "2019-03-05T07:08:"
NOTE, MEMO, EXAMPLE = "a note that nobody is to read", "a memo of the coder", "an invented example"
SUMMARY, WELSH = "Each of three spoke of one adult.", "Soniodd pawb am un oedolyn."
#: What leaves: quoted, and signed off by two.
CLEARED = "sofa"
#: Real names and labels, as the private tables have them.
NAMES = ("Angharad", "Mike Prosser", "Prosser", "Harri", "Caerdydd", "Bro Gwydryn", "07700 900123",
         "Bethan Morse")  # fmt: skip


def coding_id(name: str) -> str:
    """Return the id of a coding, as qualcode makes them: the time first."""
    return f"06gg{list(CODINGS).index(name):02}ak38025m0fd{len(name):02}sj"


@pytest.fixture(scope="module")
def seeded_once(charted_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = shutil.copytree(charted_once, tmp_path_factory.mktemp("seeded") / "study")
    (root / "codings" / "ann").rename(root / "codings" / CODER)
    for number, log in enumerate(sorted((root / "codings").rglob("*.jsonl"))):
        text = log.read_text()
        for name in CODINGS:
            text = text.replace(f'"id":"{name}"', f'"id":"{coding_id(name)}","note":"{NOTE}"')
        log.write_text(re.sub(r'"at":"[^"]*"', f'"at":"{DAY}{number:02}.123456Z"', text))
    book = root / "codebook.yaml"
    book.write_text(book.read_text().replace(
        "definition: Help that", f"examples: [{EXAMPLE}]\n    definition: Help that"
    ))  # fmt: skip
    study = Study.open(root)
    study.set_local_coder(CODER)
    cell_of(study, "support", "works_well", "yp", coder=CODER).save(SUMMARY)
    cell_of(study, "support", "works_well", "yp", coder=CODER).mark()
    cell_of(study, "moves", "works_well", "yp", coder=CODER).save(WELSH)
    CodingSession(study, CODER).write_memo("documents", "yp-01", MEMO)
    clear(study, coding_id(CLEARED), (CODER, OTHER))
    cell_of(study, "support", "works_well", "yp", coder=CODER).quote(coding_id("room"))
    # The summary is older than the evidence now.
    [gone] = [c for c in study.codings() if c.id == coding_id("monday")]
    CodingSession(Study.open(root), CODER).remove([gone])
    (root / "ours.docx").write_bytes(hiding_template())
    return root


@pytest.fixture
def seeded(seeded_once: Path, tmp_path: Path) -> Study:
    return Study.open(shutil.copytree(seeded_once, tmp_path / "seeded"))


@pytest.fixture(autouse=True)
def _somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the person at the machine have a name that stands nowhere else."""
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "merlin-user")


def pieces(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each part of a file, with its name: of archives each member, and what pictures say."""
    data = path.read_bytes()
    if data[:2] != b"PK":
        yield path.suffix, _read(data)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield "names", " ".join(archive.namelist()) + _read(archive.comment)
        for entry in archive.infolist():
            yield entry.filename, _read(archive.read(entry)) + _read(entry.comment + entry.extra)


def _read(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        kinds = re.findall(rb"(tEXt|zTXt|iTXt|eXIf|tIME)", data)
        assert kinds == []
    plain = data.decode("utf-8", "replace")
    return f"{plain}\n{data.decode('utf-16-le', 'replace')}" if b"\0" in data else plain


def runs(text: str) -> set[str]:
    """Return every five words in a row, as they are compared."""
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[at : at + 5]) for at in range(len(words) - 4)}


def said() -> set[str]:
    """Return five words in a row of every talk, but for those that were cleared."""
    every = {run for talk in TALKS.values() for run in runs(re.sub(r"(?m)^[\w ]+:", " ", talk))}
    return every - runs(CODINGS[CLEARED][2])


def found(path: Path, *, team: bool = False) -> list[str]:
    """Return what a file carries and must not, with the part that it is in."""
    inner = [NOTE, MEMO, EXAMPLE, HIDDEN, DAY, "2019-03-05", "merlin-user", str(path.parent),
             str(Path.home()), *NAMES]  # fmt: skip
    host = socket.gethostname()
    inner += [host] if len(host) > 6 else []
    words = ["YP1", "SC3", "HD2", *TALKS]
    if not team:
        inner += [CODER, OTHER, NO_SUMMARY, STALE, "to be filled in", *map(coding_id, CODINGS)]
    leaks = []
    for name, text in pieces(path):
        leaks += [f"{name}: {one}" for one in inner if one in text]
        leaks += [f"{name}: {one}" for one in words if re.search(rf"(?<!\w){one}(?!\w)", text)]
        bare = re.sub(r"<[^>]*>", " ", text)
        leaks += [f"{name}: {one}" for one in runs(bare) & said()]
    return leaks


def out(study: Study, run: Run, *options: object, forms: tuple[str, ...] = FORMS) -> list[Path]:
    folder = study.root / "out"
    folder.mkdir(exist_ok=True)
    paths = [folder / f"m{form}" for form in forms]
    done = run("-C", study.root, "matrix", *options,
               *(part for path in paths for part in ("--out", path)))  # fmt: skip
    assert done.status == 0, done.err
    (folder / "said").write_text(done.out)
    return paths


# ---- for a client ---------------------------------------------------------------------------


def test_no_form_for_a_client_carries_what_it_does_not_show(seeded: Study, run: Run):
    for path in out(seeded, run, "--template", seeded.root / "ours.docx"):
        assert found(path) == [], path.suffix
        text = " ".join(text for _, text in pieces(path))
        assert CODINGS[CLEARED][2] in text
        assert SUMMARY in text
        assert "For the team only" not in text


def test_a_welsh_report_carries_no_more(seeded: Study, run: Run):
    made = run("-C", seeded.root, "matrix", "new", "cymraeg", "--language", "cy", "--title-cy",
               "Beth sy'n gweithio")  # fmt: skip
    assert made.status == 0, made.err
    for path in out(seeded, run, "--name", "cymraeg", "--template", seeded.root / "ours.docx"):
        assert found(path) == [], path.suffix


def test_parts_left_out_are_nowhere_in_the_file(seeded: Study, run: Run):
    for who in ("client", "team"):
        parts = ("sections", "tables", "evidence", "codebook")
        left = [word for part in parts for word in ("--without", part)]
        [path] = out(seeded, run, "--for", who, *left, forms=(".docx",))
        text = "\n".join(text for _, text in pieces(path))
        for gone in (SUMMARY, WELSH, CODINGS[CLEARED][2], "urn:qualcode:matrix"):
            assert gone not in text, (who, gone)


def test_a_client_gets_no_record_and_no_marks(seeded: Study, run: Run):
    [path] = out(seeded, run, "--final", forms=(".docx",))
    parts = dict(pieces(path))
    assert [name for name in parts if "customXml" in name or "docProps/app" in name] == []
    assert re.findall(r'w:name="[qn]_[0-9a-f]{16}', parts["word/document.xml"]) == []
    [team] = out(seeded, run, "--for", "team", forms=(".docx",))
    parts = dict(pieces(team))
    assert SUMMARY in parts["customXml/item2.xml"]
    assert re.findall(r'w:name="[qn]_[0-9a-f]{16}', parts["word/document.xml"]) != []


def test_a_client_reads_how_many_coded_and_not_who(seeded: Study, run: Run):
    paths = out(seeded, run)
    text = " ".join(p.text for p in Document(str(paths[0])).paragraphs)
    assert "by 1 coder" in text
    data = json.loads(paths[-1].read_text())
    assert data["coders"] == []
    assert data["placeholders"] == []
    for cell in data["cells"]:
        states = (cell["author"], cell["state"], cell["stale"], cell["linked"], cell["changes"])
        assert states == (None, None, None, [], [])
        for one in cell["quotations"]:
            assert (one["document"], one["start"], one["end"]) == (None, None, None)
    said = (seeded.root / "out" / "said").read_text()
    assert "For a client" in said
    assert "1 summary is older than the evidence" in said


@pytest.mark.parametrize("option", [("--uncleared",), ("--with", "ids"), ("--with", "documents"),
                                    ("--layout", "cases")])  # fmt: skip
def test_what_only_the_team_may_have_makes_it_the_teams(seeded: Study, run: Run, option):
    path = seeded.root / "r.docx"
    refused = run("-C", seeded.root, "matrix", "--final", *option, "--out", path)
    assert refused.status != 0
    assert "for the team only" in refused.err
    assert not path.exists()
    [made] = out(seeded, run, *option, forms=(".docx",))
    assert "For the team only" in dict(pieces(made))["word/document.xml"]


# ---- for the team ---------------------------------------------------------------------------


def test_every_form_for_the_team_says_so_and_has_no_name_or_uncleared_word(seeded: Study, run: Run):
    for path in out(seeded, run, "--for", "team", "--template", seeded.root / "ours.docx"):
        assert found(path, team=True) == [], path.suffix
        text = " ".join(text for _, text in pieces(path))
        assert "For the team only: it names coders" in text, path.suffix
        assert CODER in text or path.suffix == ".csv"
    assert "For the team only" in (seeded.root / "out" / "said").read_text()


def test_pictures_carry_numbers_and_one_of_transcripts_says_whose_it_is(seeded: Study, run: Run):
    for kind in ("bars", "heat", "documents"):
        for form in (".svg", ".png", ".csv"):
            path = seeded.root / f"p{form}"
            done = run("-C", seeded.root, "picture", kind, "--out", path)
            assert done.status == 0, (kind, done.err)
            leaks = found(path)
            if kind == "documents":
                assert "For the team only" in done.err + done.out
                if form != ".png":
                    assert "For the team only" in path.read_text()
                leaks = [one for one in leaks if not any(talk in one for talk in TALKS)]
            assert leaks == [], (kind, form)


def test_listings_codebooks_and_themes_say_that_they_are_the_teams(seeded: Study, run: Run):
    for command, files in ((("coding", "list", "--out"), (".docx", ".xlsx")),
                           (("codebook", "export"), (".docx", ".xlsx", ".md"))):  # fmt: skip
        for form in files:
            path = seeded.root / f"l{form}"
            done = run("-C", seeded.root, *command, path)
            assert done.status == 0, done.err
            assert "For the team only" in done.out + done.err
            assert "For the team only" in " ".join(text for _, text in pieces(path)), path


# ---- numbers of quotations ------------------------------------------------------------------


def test_a_codebook_with_a_real_name_is_told(seeded: Study, run: Run):
    book = seeded.root / "codebook.yaml"
    book.write_text(book.read_text().replace("One adult who", "Mike Prosser, who"))
    done = run("-C", seeded.root, "codebook", "export", seeded.root / "b.md")
    assert "“Mike Prosser”, a real name" in done.err


def numbers(path: Path) -> dict[str, str]:
    cells = json.loads(path.read_text())["cells"]
    return {q["coding"]: q["text"] for cell in cells for q in cell["quotations"]}


def test_numbers_are_dealt_anew_for_each_export_and_the_key_stays_here(seeded: Study, run: Run):
    chosen = [name for name in CODINGS if name not in ("monday", "name", "possessive", "phone",
                                                       "mutated", "school", "both")]  # fmt: skip
    for name in chosen:
        clear(seeded, coding_id(name), (CODER, OTHER))
    orders = set()
    for _ in range(4):
        [path] = out(seeded, run, forms=(".json",))
        dealt = numbers(path)
        assert set(dealt) == {f"Q{n}" for n in range(1, len(dealt) + 1)}
        assert len(dealt) > 8
        orders.add(tuple(dealt[f"Q{n}"] for n in range(1, len(dealt) + 1)))
        export = json.loads(path.read_text())["export"]
        listed = run("-C", seeded.root, "matrix", "key", export, "--json")
        key = {row["label"]: row["coding"] for row in json.loads(listed.out)}
        texts = {coding_id(name): CODINGS[name][2] for name in CODINGS}
        assert {label: texts[one] for label, one in key.items()} == dealt
    assert len(orders) == 4
    made = json.loads(run("-C", seeded.root, "matrix", "key", "--json").out)
    assert len({one["export"] for one in made}) == 4
    assert all(one["for"] == "client" and one["files"] == ["m.json"] for one in made)


def test_files_of_one_export_have_the_same_numbers(seeded: Study, run: Run):
    clear(seeded, coding_id("room"), (CODER, OTHER))
    paths = out(seeded, run)
    dealt = numbers(paths[-1])
    assert set(dealt) == {"Q1", "Q2"}
    export = json.loads(paths[-1].read_text())["export"]
    for path in paths:
        text = " ".join(re.sub(r"<[^>]*>", " ", text) for _, text in pieces(path))
        assert export in text, path.suffix
        for label, quoted in dealt.items():
            assert label in text, path.suffix
            assert quoted in text, path.suffix


def test_the_order_in_a_cell_tells_nothing(seeded: Study, run: Run):
    """For a client quotations stand by their numbers, which are chance; for the team as chosen."""
    for name in ("room", "taxi", "saying", "welsh"):
        clear(seeded, coding_id(name), (CODER, OTHER))
    for _ in range(3):
        [path] = out(seeded, run, forms=(".json",))
        for cell in json.loads(path.read_text())["cells"]:
            labels = [int(q["coding"][1:]) for q in cell["quotations"]]
            assert labels == sorted(labels)
    [path] = out(seeded, run, "--for", "team", forms=(".json",))
    cells = {(c["row"], c["column"], c["group"]): c for c in json.loads(path.read_text())["cells"]}
    shown = [q["text"] for q in cells["support", "works_well", "yp"]["quotations"]]
    assert shown == [CODINGS["sofa"][2], CODINGS["room"][2]]


# ---- coming back ------------------------------------------------------------------------------


def test_a_final_report_says_that_it_has_no_record_and_what_has(seeded: Study, run: Run):
    [path] = out(seeded, run, forms=(".docx",))
    done = run("-C", seeded.root, "--coder", CODER, "matrix", "import", path, "--dry-run")
    assert done.status == 0, done.err
    [line] = [line for line in done.err.splitlines() if "no record" in line]
    assert "--for team --out FILE.docx" in line
    [path] = out(seeded, run, "--for", "team", forms=(".docx",))
    done = run("-C", seeded.root, "--coder", CODER, "matrix", "import", path, "--dry-run")
    assert "record" not in done.err
    assert done.status == 0


def test_audiences_without_meaning_are_refused(seeded: Study, run: Run):
    for options in (("--final",), ("--for", "team"), ("--for", "client")):
        assert run("-C", seeded.root, "matrix", *options).status != 0
    path = seeded.root / "r.md"
    both = run("-C", seeded.root, "matrix", "--final", "--for", "team", "--out", path)
    assert both.status != 0
    assert not path.exists()
