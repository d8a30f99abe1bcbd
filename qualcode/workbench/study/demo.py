"""Makes the sample study step by step: import, codings, themes, the Word matrix."""

from __future__ import annotations

import json
import os
from pathlib import Path

from qualcode.errors import MissingExtraError, QualcodeError, StudyError
from qualcode.store.bundled_files import sample_folder
from qualcode.store.io.durable import read_bytes, read_text, write_atomic
from qualcode.store.study import MARKER, Study
from qualcode.workbench.importing.files import transcript_files
from qualcode.workbench.importing.importer import Importer
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.progress import Progress, silent
from qualcode.workbench.speakers.speakers import read_speaker_table
from qualcode.workbench.study.creation import make_study
from qualcode.workbench.study.demo_codings import import_quoted_codings
from qualcode.workbench.study.demo_quotations import take_sample_quotations
from qualcode.workbench.themes.run import ThemeOptions, suggest_themes, write_themes

CODER = "anwen"
SECOND = "dewi"
GROUPS = {
    "social-care": "Social care",
    "education": "Education (local authority)",
    "school-leaders": "School leaders",
    "young-people": "Young people",
}
#: Only adults were asked about these.
ASKED = {
    code: ["social-care", "education", "school-leaders"]
    for code in ("data-tracking", "grant-funding", "collective-accountability", "joint-working")
}


def make_demo(path: Path, progress: Progress = silent) -> list[str]:
    """Make the sample study at ``path``; return five lines on what was made.

    Raises:
        StudyError: the folder is not empty.
        NotFoundError: this installation came without the samples.
    """
    samples = sample_folder()
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        what = "is a study already" if (path / MARKER).exists() else "is not empty"
        raise StudyError(f"{path} {what}", mend="Name another folder: qualcode demo PATH")
    study = make_study(
        path,
        name="Looked after children in education (invented sample study)",
        codebooks=("nine-principles", "policy-themes"),
        groups=GROUPS,
        invented=True,
    ).study
    settings = study.root / MARKER
    write_atomic(settings, _settings(read_text(settings)))
    write_atomic(study.root / "cases.csv", read_bytes(samples / "cases.csv"))
    study = Study.open(study.root)
    table = read_speaker_table(samples / "speakers.csv")
    importer = Importer(study, ImportOptions(table=table))
    files = [f for f in transcript_files([samples]).files if f.name in table.documents]
    failed = importer.import_files(files, progress).of("failed", "changed")
    if failed:
        raise StudyError(f"a sample could not be imported: {failed[0].error}")
    codings = sum(
        import_quoted_codings(study, coder, samples / "codings" / f"{coder}.csv")
        for coder in (CODER, SECOND)
    )
    for file in sorted((samples / "synthesis").rglob("*.*")):
        write_atomic(study.root / file.relative_to(samples), read_bytes(file))
    study.set_local_coder(CODER)
    take_sample_quotations(Study.open(study.root), CODER, samples / "quotations.csv")
    themes = _themes(study, progress)
    report = _matrix(study)
    shown = _relative(path)
    return [
        f"Made {shown}: {len(files)} invented interviews, {codings} codings by two coders.",
        f"Open {shown / report}: a report of the synthesis matrix, in Word.",
        themes if themes.startswith("Themes") else f"Open {shown / themes}",
        f"Code in the terminal UI: qualcode -C {shown} open",
        f"Look around: qualcode -C {shown} documents; … table codes; … search taxi; … check",
        "Your own: qualcode new my-study --codebook nine-principles, then "
        "qualcode -C my-study import FILES",
    ]


def _settings(text: str) -> str:
    """Return the sample study's settings: attribution of quotations, who was asked what."""
    asked = "\n".join(f"{code} = {json.dumps(groups)}" for code, groups in ASKED.items())
    for old, new in (
        ('"{role}, {local_authority}"', '"{described_as}, {local_authority}"'),
        ("# pseudonyms", "pseudonyms"),
        ("[asked]\n", f"[asked]\n{asked}\n"),
    ):
        text = text.replace(old, new, 1)
    return text


def _themes(study: Study, progress: Progress) -> str:
    try:
        data = suggest_themes(study, ThemeOptions(), progress)
    except MissingExtraError as error:
        return f"Themes were left out: {error}"
    write_themes(study, data)
    new = [t for t in data["themes"] if not t["covered"]]
    return (
        f"themes/themes.html: {len(data['themes'])} suggested themes, "
        f"{len(new)} of them not in the codebook."
    )


def _matrix(study: Study) -> str:
    from qualcode.report.matrix_files import FORMS
    from qualcode.store.matrix_definitions import read_matrix
    from qualcode.workbench.matrix.exporting import write_export

    study = Study.open(study.root)
    outs = [study.root / "reports" / f"report{form}" for form in FORMS]
    done = write_export(study, read_matrix(study, "main"), outs)
    problems = [one for one in done.problems if one.level != "note"]
    if problems:
        raise QualcodeError(problems[0].line())
    return "reports/report.docx"


def _relative(path: Path) -> Path:
    try:
        return Path(os.path.relpath(path))
    except ValueError:  # another drive, on Windows
        return path
