"""Says exactly which programs a proof was made with, so that another can be held against it."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from importlib import metadata
from pathlib import Path

from qualcode.store.git.quiet import git_command
from qualcode.store.io.programs import child_environment


def versions() -> list[tuple[str, str]]:
    """Return names and versions: qualcode with its digest, Python, the system, git, libraries."""
    return [
        ("qualcode", metadata.version("qualcode")),
        ("SHA-256 of its program files", program_digest()),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("System", f"{platform.system()} {platform.release()}, {platform.machine()}"),
        ("git", _git()),
        *sorted(_libraries()),
    ]


def program_digest(folder: Path | None = None) -> str:
    """Return one SHA-256 over qualcode's own files: of "name, digest" a line, in their order.

    The same release has the same digest wherever it is installed.
    """
    top = folder or Path(__file__).parents[2]
    lines = [
        f"{path.relative_to(top).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n"
        for path in top.rglob("*")
        if path.is_file() and path.suffix not in (".pyc", ".pyo")
    ]
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def _git() -> str:
    try:
        done = subprocess.run(
            git_command(None, "--version"), capture_output=True, env=child_environment(),
            check=False, text=True,
        )  # fmt: skip
    except OSError:
        return "none"
    return done.stdout.strip().removeprefix("git version ") or "none"


def _libraries() -> list[tuple[str, str]]:
    """Return the libraries that qualcode names and that are installed here."""
    found = {}
    for needed in metadata.requires("qualcode") or ():
        name = needed.split(";")[0].split("[")[0].strip().split(" ")[0]
        name = name.rstrip("=<>~!0123456789.,*").strip()
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return list(found.items())
