"""The page says what was found and what was not looked at, in both forms."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from qualcode.errors import BadInputError
from qualcode.workbench.proof.canaries import Canary
from qualcode.workbench.proof.judgement import Finding
from qualcode.workbench.proof.page import verdict, write_page
from qualcode.workbench.proof.proof import Proof
from qualcode.workbench.proof.search import Looked
from qualcode.workbench.proof.supervision import Event, Run


def proof(*findings: Finding, network: bool = True) -> Proof:
    run = Run(("qualcode",), 0, 1.5, "", (Event("subprocess.Popen", program="git commit"),), 0)
    run.said = "A passage is coded"
    return Proof(
        datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
        (Canary("zephyrquill", "words"),),
        [run],
        [("Git, as sent", Looked(12, 40, 90_500, ["plan.pdf (PDF)"]))],
        list(findings),
        has_own_network=network,
    )


def written(made: Proof, folder: Path) -> tuple[str, str]:
    write_page(made, folder / "p.md")
    write_page(made, folder / "p.docx")
    word = docx.Document(io.BytesIO((folder / "p.docx").read_bytes()))
    texts = [one.text for one in word.paragraphs]
    texts += [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return (folder / "p.md").read_text(), "\n".join(texts)


def test_both_forms_say_the_same(tmp_path: Path):
    found = Finding("holds “zephyrquill”", "Git, as sent, memo.md")
    for text in written(proof(found), tmp_path):
        for said in ("1 finding", found.line, "Not looked into: plan.pdf (PDF).", "40", "git commit",
                     "01 December 2026, 09:30 UTC", "1 participants' words that nobody cleared",
                     "SHA-256 of its program files", "A passage is coded"):  # fmt: skip
            assert said in text, said


def test_nothing_found_is_said_so_and_no_more_than_that(tmp_path: Path):
    assert verdict(proof()).startswith("Nothing was found that must not be")
    for text in written(proof(), tmp_path):
        assert "What was not looked at" in text
        assert "What programs that are not Python sent" not in text


def test_where_the_network_stays_it_is_said(tmp_path: Path):
    for text in written(proof(network=False), tmp_path):
        assert "What programs that are not Python sent." in text
        assert "cannot take their network away" in text


def test_what_was_found_writes_no_table_and_steers_nothing(tmp_path: Path):
    found = Finding("a | b <script>\x1b[31m", "here\nthere")
    markdown, word = written(proof(found), tmp_path)
    assert "a \\| b &lt;script>" in markdown
    assert "\x1b" not in markdown + word


def test_another_ending_is_refused(tmp_path: Path):
    with pytest.raises(BadInputError, match=r"\.md or \.docx"):
        write_page(proof(), tmp_path / "p.pdf")
