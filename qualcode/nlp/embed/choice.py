"""Chooses the embedding model: the one that comes with qualcode, or one in a team's folder."""

from __future__ import annotations

from pathlib import Path

from qualcode.nlp.embed.base import Embedder
from qualcode.nlp.embed.built_in import UseEmbedder


def default_embedder() -> Embedder:
    """Return the embedder that comes with qualcode; raises MissingExtraError without it."""
    return UseEmbedder()


def embedder_of(source: str) -> Embedder:
    """Return the model in a folder, or for "" the one that comes with qualcode.

    Raises:
        BadInputError: the folder holds no model that can be read.
        MissingExtraError: a library that reads it is not installed.
    """
    if not source:
        return default_embedder()
    from qualcode.nlp.embed.local_models import local_embedder

    return local_embedder(Path(source))
