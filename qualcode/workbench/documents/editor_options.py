"""Which options keep well-known editors from leaving copies of what they edit.

Editors keep swap files, backups, undo files and registers, beside a file or in the user's home;
they would hold participants' words after the edit. Only editors that are recognised get options;
what others leave beside the file is removed with the edit, and ``check`` looks for the rest.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

#: Before the user's own settings are read, and after; nothing in the text or the folder sets any.
_VIM = (
    "-n", "-i", "NONE", "--cmd", "set nomodeline noexrc",
    "-c", "set noundofile nobackup nowritebackup noswapfile noexrc",
)  # fmt: skip
_EMACS = (
    "--eval",
    "(progn (setq make-backup-files nil auto-save-default nil create-lockfiles nil"
    " auto-save-list-file-prefix nil desktop-save nil enable-local-variables nil"
    " enable-dir-local-variables nil kill-buffer-delete-auto-save-files t)"
    " (dolist (m '(recentf-mode savehist-mode save-place-mode desktop-save-mode auto-save-mode))"
    " (when (and (boundp m) (symbol-value m)) (funcall m -1))))",
)
_MICRO = (
    "-backup", "false", "-savecursor", "false", "-savehistory", "false", "-saveundo", "false",
)  # fmt: skip
#: By the program's name, without version and what it was built with.
_OPTIONS: dict[str, tuple[str, ...]] = {
    "vim": _VIM,
    "gvim": _VIM,
    "nvim": _VIM,
    "emacs": _EMACS,
    # Its own settings may ask for backups and a history, and no option takes that back.
    "nano": ("--ignorercfiles",),
    "micro": _MICRO,
    "joe": ("-nobackups", "-nodeadjoe", "-nolocks"),
    "mg": ("-n",),
}
#: What follows a name: vim.basic, vim-nox11, emacs-28.2, emacs29.
_BUILT = re.compile(
    r"(?<=[a-z])(?:[-.](?:basic|tiny|nox\w*|gtk\w*|athena|huge|x|gui)|[-.]?\d[\d.]*)+$"
)
#: Editors that keep copies in the user's home, whatever they are told: their names and what it is.
_KEEPS = {
    "code": "VS Code keeps what is saved in its local history",
    "code-insiders": "VS Code keeps what is saved in its local history",
    "codium": "VSCodium keeps what is saved in its local history",
    "cursor": "Cursor keeps what is saved in its local history",
    "subl": "Sublime Text keeps what is not saved in its session",
    "sublime_text": "Sublime Text keeps what is not saved in its session",
    "emacsclient": "a running Emacs goes by its own settings for backups",
    "notepad": "Notepad may keep what is not saved in its session",
    "idea": "JetBrains' editors keep what is saved in their local history",
    "pycharm": "JetBrains' editors keep what is saved in their local history",
}


def without_copies(command: Sequence[str]) -> list[str]:
    """Return an editor's command with the options that keep it from leaving copies."""
    return [command[0], *_OPTIONS.get(_name(command[0]), ()), *command[1:]]


def copies_kept(command: Sequence[str]) -> str:
    """Return in a line what an editor keeps and no option prevents; "" if nothing is known."""
    return _KEEPS.get(_name(command[0]), "")


def _name(program: str) -> str:
    """Return the name of an editor as the tables have it: ``vi`` may be a link to ``vim.basic``."""
    own = _plain(program)
    if own in _KEEPS:
        return own
    return _plain(os.path.realpath(program))


def _plain(program: str) -> str:
    name = re.sub(r"\.(exe|cmd|bat)$", "", Path(program).name.lower())
    return _BUILT.sub("", name)
