"""The codebooks and the sample study that come with qualcode, from a checkout or installed."""

from __future__ import annotations

from pathlib import Path

from qualcode.errors import NotFoundError

_PACKAGE = Path(__file__).resolve().parents[1]


def _folder(name: str) -> Path:
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def bundled_codebooks() -> dict[str, Path]:
    """Return the codebooks that come with qualcode, by name."""
    return {path.stem: path for path in sorted(_folder("codebooks").glob("*.yaml"))}


def sample_folder() -> Path:
    """Return the folder of the invented sample interviews.

    Raises:
        NotFoundError: this installation came without them.
    """
    folder = _folder("transcripts_sample")
    if not (folder / "speakers.csv").is_file():
        raise NotFoundError(
            "this installation has no sample transcripts", mend="Reinstall qualcode"
        )
    return folder
