"""A team's own embedding models, read from a folder on this machine; nothing is downloaded.

Three kinds: ONNX (as in the ``onnx/`` of a sentence-transformers model), model2vec, and whatever
sentence-transformers reads, if a person has installed that.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import BadInputError, MissingExtraError
from qualcode.nlp.embed.base import Embedder, unit_rows

if TYPE_CHECKING:
    from qualcode.nlp.embed.base import Vectors

#: Tokens read of each text if the model does not say; passages have about a hundred.
_MOST_TOKENS = 256
_MOST_STATIC_TOKENS = 512
_STATIC_PART = "0_StaticEmbedding"
#: Weights in a form of Python's that may run anything when they are read.
_PICKLES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".joblib", ".ckpt"})
_ONNX = ("onnx/model.onnx", "model.onnx")


def local_embedder(folder: Path) -> Embedder:
    """Return the model in a folder.

    Raises:
        BadInputError: there is no such folder, or no model in it that can be read.
        MissingExtraError: the library that reads it is not installed.
    """
    if not folder.is_dir():
        raise _bad(folder, "there is no such folder", "Put a model's folder there")
    # Keep libraries from looking for missing files on a hub.
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        os.environ[name] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    maker: Callable[[Path], Embedder] | None = _kind(folder)
    if maker is None:
        raise _bad(
            folder,
            "holds no model",
            "It needs model.onnx and tokenizer.json, or a model2vec or sentence-transformers model",
        )
    try:
        return maker(folder)
    except ImportError as error:
        library = (error.name or "").partition(".")[0]
        raise MissingExtraError(
            f"the model in {folder.name} needs {library}, which is not installed",
            mend=f"pip install {library.replace('_', '-')}"
            + ("" if library == "sentence_transformers" else ", or all: qualcode[models]"),
        ) from None
    except (BadInputError, MissingExtraError):
        raise
    except Exception as error:  # each library has its own errors for files it cannot read
        logging.getLogger(__name__).debug("model", exc_info=True)
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise _bad(folder, f"cannot be read: {lines[0][:200]}", "Is it whole?") from None


def _bad(folder: Path, what: str, mend: str) -> BadInputError:
    return BadInputError(f"embedding.model {folder}: {what}", where="study.toml", mend=mend)


def _kind(folder: Path) -> Any:
    if _onnx_file(folder) and (folder / "tokenizer.json").is_file():
        return OnnxEmbedder
    modules = _json(folder / "modules.json")
    kinds = [str(m.get("type", "")) for m in modules if isinstance(m, dict)]
    static = any(kind.endswith("StaticEmbedding") for kind in kinds)
    if static or _json(folder / "config.json", {}).get("model_type") == "model2vec":
        return StaticEmbedder
    return SentenceTransformersEmbedder if modules else None


def _onnx_file(folder: Path) -> Path | None:
    for name in _ONNX:
        if (folder / name).is_file():
            return folder / name
    # Exports for one kind of processor have names of their own.
    others = sorted([*folder.glob("*.onnx"), *folder.glob("onnx/*.onnx")])
    return others[0] if others else None


def _json(path: Path, default: Any = ()) -> Any:
    """Return the contents of a JSON file of the model, or ``default`` if it is not of that type."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return default
    return found if isinstance(found, list if default == () else dict) else default


def _name(folder: Path, *files: Path) -> str:
    """Return a name that changes with the model, so that vectors of different models never mix."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{folder.name}-{digest.hexdigest()[:10]}"


class OnnxEmbedder:
    """A transformer exported to ONNX, with its tokenizer; needs onnxruntime and tokenizers.

    Reads from a sentence-transformers folder how tokens are pooled, how many are read, and which
    prefix each text gets. ``dimensions`` are the model's.
    """

    quick = False

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        path = _onnx_file(folder)
        assert path is not None
        settings = [p for p in folder.rglob("*.json") if p.is_file()]
        self.name = _name(folder, path, *path.parent.glob(f"{path.name}_data"), *settings)
        self.source = str(folder)
        options = onnxruntime.SessionOptions()
        # One thread: several threads add up in an order that differs from run to run.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._model = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        most = _json(folder / "sentence_bert_config.json", {}).get("max_seq_length")
        self._tokenizer.enable_truncation(most if isinstance(most, int) else _MOST_TOKENS)
        self._inputs = [i.name for i in self._model.get_inputs()]
        outputs = [o.name for o in self._model.get_outputs()]
        #: Some exports pool by themselves.
        self._output = "sentence_embedding" if "sentence_embedding" in outputs else outputs[0]
        kinds = [str(m.get("type", "")) for m in _json(folder / "modules.json")]
        if self._output == outputs[0] and any(kind.endswith("Dense") for kind in kinds):
            raise _bad(
                folder,
                "has a layer after its pooling, which its ONNX file leaves out",
                "Export it with the output sentence_embedding",
            )
        pooling = _json(folder / "1_Pooling" / "config.json", {})
        self._first_token = bool(
            pooling.get("pooling_mode_cls_token") or pooling.get("pooling_mode") == "cls"
        )
        said = _json(folder / "config_sentence_transformers.json", {})
        prompts = said.get("prompts") or {}
        self._before = str(prompts.get(said.get("default_prompt_name") or "") or "")
        self.dimensions = self.embed(["one"]).shape[1]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the texts' vectors of unit length, in order.

        One at a time: a vector then depends only on its text, and without padding it is no slower.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return unit_rows([self._one(self._before + text) for text in texts])

    def _one(self, text: str) -> Any:
        import numpy as np

        tokens = self._tokenizer.encode(text)
        given = {
            "input_ids": np.array([tokens.ids], dtype=np.int64),
            "attention_mask": np.ones((1, len(tokens.ids)), dtype=np.int64),
            "token_type_ids": np.zeros((1, len(tokens.ids)), dtype=np.int64),
        }
        states = self._model.run([self._output], {name: given[name] for name in self._inputs})[0][0]
        if states.ndim == 1:
            return states
        return states[0] if self._first_token else states.mean(axis=0)


class StaticEmbedder:
    """A model2vec model: the mean of its words' vectors; needs safetensors and tokenizers.

    Read here rather than by the package of that name, which includes a client for a model hub
    (docs/decisions/0004). Words unknown to it are left out; vocabularies that share vectors have a
    ``mapping`` of words to rows and ``weights`` of words.
    """

    quick = True

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        inside = folder if (folder / "model.safetensors").is_file() else folder / _STATIC_PART
        tensors = inside / "model.safetensors"
        words = inside / "tokenizer.json"
        self.name = _name(folder, tensors, words)
        self.source = str(folder)
        held = load_file(tensors)
        self._rows = held["embeddings" if "embeddings" in held else "embedding.weight"]
        self._weights, self._mapping = held.get("weights"), held.get("mapping")
        self._tokenizer = Tokenizer.from_file(str(words))
        self._tokenizer.no_padding()
        most = _json(folder / "config.json", {}).get("max_length")
        self._tokenizer.enable_truncation(most if isinstance(most, int) else _MOST_STATIC_TOKENS)
        model = json.loads(self._tokenizer.to_str())["model"]
        unknown = model.get("unk_token")
        self._unknown = (
            self._tokenizer.token_to_id(unknown)
            if isinstance(unknown, str)
            else model.get("unk_id")
        )
        self.dimensions = int(self._rows.shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the texts' vectors of unit length, in order."""
        import numpy as np

        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        tokens = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        for n, one in enumerate(tokens):
            ids = np.array([i for i in one.ids if i != self._unknown], dtype=np.int64)
            if len(ids):
                rows = self._rows[ids if self._mapping is None else self._mapping[ids]]
                rows = rows.astype(np.float32)
                if self._weights is not None:
                    rows = rows * self._weights[ids][:, None]
                found[n] = rows.mean(axis=0)
        return unit_rows(found)


def _refuse_programs(folder: Path) -> None:
    """Refuse a model that holds programs: modules of its own, or weights as pickles.

    Raises:
        BadInputError: it does; nothing of it was loaded.
    """
    for module in _json(folder / "modules.json"):
        kind = str(module.get("type", "")) if isinstance(module, dict) else ""
        if not kind.startswith("sentence_transformers."):
            raise _bad(
                folder, f"names a program of its own ({kind[:60]!r}), which is not run",
                "Use a model that sentence-transformers reads by itself",
            )  # fmt: skip
    for path in sorted(folder.rglob("*")):
        weights = path.suffix.lower() in _PICKLES and path.is_file()
        if weights and not any(path.parent.glob("*.safetensors")):
            raise _bad(
                folder, f"keeps {path.name} in a form that can run programs, so it is not read",
                "Save the model as safetensors",
            )  # fmt: skip


class SentenceTransformersEmbedder:
    """Any model that the package sentence-transformers reads from a folder; needs torch."""

    quick = False

    def __init__(self, folder: Path) -> None:
        _refuse_programs(folder)
        from sentence_transformers import SentenceTransformer

        self.name = _name(folder, *(p for p in folder.rglob("*") if p.is_file()))
        self.source = str(folder)
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self.dimensions = int(self._model.encode(["one"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the texts' vectors of unit length, in order."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return unit_rows(self._model.encode(list(texts), batch_size=32, show_progress_bar=False))
