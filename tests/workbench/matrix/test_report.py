"""What a Word report is made of: numbers on method, a codebook that may leave, a team's template."""

from __future__ import annotations

import io
from collections import defaultdict
from pathlib import Path

import pytest
from docx import Document

from qualcode.errors import BadInputError, NotFoundError
from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.study import Study
from qualcode.workbench.matrix.report import report_for_export, template_of
from tests.conftest import Result, Run
from tests.report.word.test_report import team_template
from tests.workbench.privacy.test_real_names import put, words_of_word


def report_of(study: Study, **options):
    study = Study.open(study.root)
    return report_for_export(study, read_matrix(study, "main"), **options)


def test_the_method_counts_what_is_in_the_study(charted: Study):
    report, _ = report_of(charted)
    assert report.method is not None
    coders = defaultdict(set)
    for coding in charted.codings():
        coders[coding.document].add(coding.coder)
    assert report.method.double == sum(len(names) > 1 for names in coders.values())
    assert report.method.assisted == sum(c.event.assisted for c in charted.codings())
    assert dict(report.method.languages) == {"en": len(charted.documents())}
    assert report.method.codes == sum(code.can_be_used for code in charted.codebook)
    written = [cell for cell in report.matrix.cells if cell.summary]
    assert set(report.method.authors) == {cell.author for cell in written}
    assert report.method.last == max((cell.date for cell in written), default="")


def test_examples_and_real_names_of_the_codebook_stay(charted: Study, run: Run):
    book = charted.root / "codebook.yaml"
    put(book, "codes:", "source: as Angharad Evans told us\ncodes:")
    done = run("-C", charted.root, "codebook", "edit", "support", "--definition",
               "What Mike Prosser called support.", "--example", "in my own secret words",
               "--include", "whatever Harri did")  # fmt: skip
    assert done.status == 0, done.err
    report, problems = report_of(charted)
    code = report.codebook.get("support")
    assert code.examples == ()
    assert "withheld" in code.definition
    assert "withheld" in code.include[0]
    assert "withheld" in report.codebook.source
    assert sum(one.code == "name-withheld" for one in problems) >= 3
    out = charted.root / "reports" / "r.docx"
    done = run("-C", charted.root, "matrix", "--out", out)
    assert done.status == 0
    words = words_of_word(out.read_bytes())
    for needle in ("Prosser", "Harri", "Angharad", "secret words"):
        assert needle not in words


def test_retired_codes_are_no_part_of_it(charted: Study, run: Run):
    assert run("-C", charted.root, "codebook", "retire", "mentor").status == 0
    report, _ = report_of(charted)
    assert (
        report.codebook.get("mentor") is None or report.codebook.get("mentor").status != "retired"
    )


def test_a_picture_of_transcripts_is_for_the_team(charted: Study, run: Run):
    done = run("-C", charted.root, "coding", "add", "yp-01", "moves", "--quote",
               "My mentor rang every Monday", "--valence", "+")  # fmt: skip
    assert done.status == 0, done.err
    report, _ = report_of(charted, extras=("documents", "co-occurrence"))
    assert {p.kind for p in report.pictures} == {"documents", "co-occurrence"}
    assert report.matrix.watermark.endswith("; it shows single transcripts.")
    alone, _ = report_of(charted, extras=("co-occurrence",))
    assert [p.kind for p in alone.pictures] == ["co-occurrence"]
    assert alone.matrix.watermark == ""


def test_the_template_is_the_one_named(charted: Study, tmp_path: Path):
    assert template_of(charted) is None
    ours = team_template()
    (charted.root / "reports").mkdir(exist_ok=True)
    (charted.root / "reports" / "ours.docx").write_bytes(ours.data)
    put(charted.root / "study.toml", "[print]\n", '[print]\ntemplate = "reports/ours.docx"\n')
    study = Study.open(charted.root)
    assert template_of(study).data == ours.data
    other = tmp_path / "other.docx"
    other.write_bytes(b"not at all")
    with pytest.raises(BadInputError):
        template_of(study, other)
    with pytest.raises(NotFoundError):
        template_of(study, tmp_path / "nowhere.docx")
    (charted.root / "reports" / "ours.docx").unlink()
    with pytest.raises(NotFoundError) as error:
        template_of(study)
    assert "study.toml" in error.value.mend


def call(run: Run, study: Study, *args: object, status: int = 0) -> Result:
    done = run("-C", study.root, "matrix", *args)
    assert done.status == status, done
    return done


def test_the_command_takes_a_template_and_leaves_parts_out(
    charted: Study, run: Run, tmp_path: Path
):
    (tmp_path / "ours.docx").write_bytes(team_template().data)
    out = tmp_path / "r.docx"
    call(run, charted, "--out", out, "--template", tmp_path / "ours.docx", "--without", "codebook",
         "--without", "pictures", "--with", "co-occurrence")  # fmt: skip
    document = Document(io.BytesIO(out.read_bytes()))
    assert document.sections[0].footer.paragraphs[0].text == "Our foot"
    texts = [p.text for p in document.paragraphs]
    assert "Appendix A: evidence" in texts
    assert "At a glance" not in texts


@pytest.mark.parametrize("data", [None, b"", b"PK\x03\x04", b"{\\rtf1 no}"])
def test_a_bad_template_writes_nothing_and_says_so_in_a_line(
    charted: Study, run: Run, tmp_path: Path, data: bytes | None
):
    ours, out = tmp_path / "ours.docx", tmp_path / "r.docx"
    if data is not None:
        ours.write_bytes(data)
    done = run("-C", charted.root, "matrix", "--out", out, "--template", ours)
    assert done.status != 0
    assert done.err.count("\n") == 1
    assert "ours.docx" in done.err
    assert not out.exists()


def test_a_template_is_no_matter_to_other_forms(charted: Study, run: Run, tmp_path: Path):
    call(run, charted, "--out", tmp_path / "r.csv", "--template", tmp_path / "nowhere.docx")
