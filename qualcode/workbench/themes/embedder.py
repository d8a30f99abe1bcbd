"""Chooses a study's embedding model: the one named in ``study.toml``, or qualcode's own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from qualcode.store.study import Study
from qualcode.workbench.progress import Progress, silent

if TYPE_CHECKING:
    from qualcode.nlp.embed.base import Elsewhere
    from qualcode.nlp.embed.embedder import CachedEmbedder


def study_embedder(
    study: Study, progress: Progress = silent, elsewhere: Elsewhere | None = None
) -> CachedEmbedder:
    """Return the study's model, which stores its embeddings in ``.qualcode/embeddings``.

    ``elsewhere`` are machines that embed for this one.

    Raises:
        BadInputError: ``embedding.model`` names no folder with a model that can be read.
        MissingExtraError: a library that reads it is not installed.
    """
    from qualcode.nlp.embed.choice import embedder_of
    from qualcode.nlp.embed.embedder import CachedEmbedder

    named = study.config.embedding_model
    # A colleague's name, of whom this machine has no account, stays as it is.
    folder = os.path.expanduser(named)  # noqa: PTH111 - Path's own fails there
    source = str((study.root / folder).resolve()) if named else ""
    return CachedEmbedder(embedder_of(source), study.local / "embeddings", progress, elsewhere)
