"""Embedding models of the team's own, made here so small that their vectors can be told by hand."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from qualcode.errors import BadInputError, MissingExtraError
from qualcode.nlp.embed.choice import embedder_of
from qualcode.nlp.embed.embedder import CachedEmbedder
from qualcode.nlp.embed.local_models import local_embedder
from qualcode.workbench.study.creation import make_study
from qualcode.workbench.themes.embedder import study_embedder

WORDS = ["[UNK]", "[CLS]", "taxi", "school", "late", "carer"]
ROWS = np.array([[9, 9, 9], [0, 0, 5], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]], np.float32)


def write_tokenizer(folder: Path, *, first: str = "") -> None:
    words = Tokenizer(models.WordLevel({w: n for n, w in enumerate(WORDS)}, unk_token="[UNK]"))
    words.normalizer = normalizers.Lowercase()
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    if first:
        words.post_processor = processors.TemplateProcessing(
            single=f"{first} $A", special_tokens=[(first, WORDS.index(first))]
        )
    words.enable_padding(length=20)  # as models' own files often have it
    folder.mkdir(parents=True, exist_ok=True)
    words.save(str(folder / "tokenizer.json"))


def write_onnx(path: Path, *, pooled: bool = False) -> None:
    """A model whose tokens' states are rows of a table; pooled, it gives twice their maximum."""
    nodes = [helper.make_node("Gather", ["rows", "input_ids"], ["last_hidden_state"])]
    outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, None)]
    if pooled:
        nodes.append(
            helper.make_node("ReduceMax", ["last_hidden_state"], ["sentence_embedding"], axes=[1], keepdims=0)
        )  # fmt: skip
        outputs.append(helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, None))
    given = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    graph = helper.make_graph(nodes, "m", given, outputs, [numpy_helper.from_array(ROWS, "rows")])
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path
    )


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    write_tokenizer(folder)
    write_onnx(folder / "model.onnx")
    return folder


def close(vectors, wanted) -> bool:
    rows = np.array(wanted, dtype=float)
    return np.allclose(vectors, rows / np.linalg.norm(rows, axis=1, keepdims=True), atol=2e-5)


def test_an_onnx_model_gives_the_mean_of_its_tokens(plain: Path):
    model = local_embedder(plain)
    assert model.dimensions == 3
    assert close(model.embed(["Taxi late", "school"]), [[1, 0, 1], [0, 1, 0]])
    assert model.embed([]).shape == (0, 3)


def test_a_vector_does_not_depend_on_what_else_is_embedded(plain: Path):
    model = local_embedder(plain)
    texts = ["taxi", "school late carer taxi school", "late"]
    alone = np.concatenate([model.embed([text]) for text in texts])
    assert np.array_equal(alone, model.embed(texts))


def test_a_sentence_transformers_folder_says_how_it_is_pooled_cut_and_begun(tmp_path: Path):
    folder = tmp_path / "st"
    write_tokenizer(folder, first="[CLS]")
    write_onnx(folder / "onnx" / "model.onnx")
    assert close(local_embedder(folder).embed(["taxi"]), [[1, 0, 5]])
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    assert close(local_embedder(folder).embed(["taxi"]), [[0, 0, 1]])
    (folder / "1_Pooling" / "config.json").unlink()
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 2}')
    assert close(local_embedder(folder).embed(["taxi school school"]), [[1, 0, 5]])
    (folder / "sentence_bert_config.json").unlink()
    (folder / "config_sentence_transformers.json").write_text(
        '{"prompts": {"passage": "school "}, "default_prompt_name": "passage"}'
    )
    assert close(local_embedder(folder).embed(["taxi"]), [[1, 1, 5]])


def test_an_export_that_pools_by_itself_is_taken_at_its_word(tmp_path: Path):
    write_tokenizer(tmp_path)
    write_onnx(tmp_path / "model.onnx", pooled=True)
    (tmp_path / "modules.json").write_text('[{"type": "sentence_transformers.models.Dense"}]')
    assert close(local_embedder(tmp_path).embed(["taxi late"]), [[1, 0, 1]])


def test_a_layer_that_the_onnx_file_leaves_out_is_not_left_out_in_silence(plain: Path):
    (plain / "modules.json").write_text('[{"type": "sentence_transformers.models.Dense"}]')
    with pytest.raises(BadInputError, match="has a layer after its pooling"):
        local_embedder(plain)


@pytest.mark.parametrize("inside", ["", "0_StaticEmbedding"])
def test_a_model2vec_model_gives_the_mean_of_its_known_words(tmp_path: Path, inside: str):
    write_tokenizer(tmp_path / inside)
    (tmp_path / "modules.json").write_text(
        '[{"type": "sentence_transformers.models.StaticEmbedding"}]'
    )
    save_file({"embeddings": ROWS}, tmp_path / inside / "model.safetensors")
    model = local_embedder(tmp_path)
    assert close(model.embed(["Taxi zebra late", "carer"]), [[1, 0, 1], [1, 1, 0]])
    unknown = model.embed(["zebra", ""])
    assert np.array_equal(unknown[0], unknown[1])
    assert np.allclose(np.linalg.norm(unknown, axis=1), 1, atol=1e-4)


def test_a_model2vec_model_of_shared_rows_weighs_its_words(tmp_path: Path):
    write_tokenizer(tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "model2vec"}')
    save_file(
        {"embeddings": np.eye(3, dtype=np.float16), "mapping": np.array([0, 0, 0, 1, 2, 1]),
         "weights": np.array([1, 1, 2, 1, 3, 1], dtype=np.float32)},
        tmp_path / "model.safetensors",
    )  # fmt: skip
    assert close(local_embedder(tmp_path).embed(["taxi late", "carer"]), [[2, 0, 3], [0, 1, 0]])


def test_what_another_model_of_the_same_name_made_is_not_used(plain: Path, tmp_path: Path):
    first = CachedEmbedder(local_embedder(plain), tmp_path / "kept")
    before = first.embed(["taxi late"])
    write_onnx(plain / "model.onnx", pooled=True)
    other = CachedEmbedder(local_embedder(plain), tmp_path / "kept")
    assert not np.array_equal(other.embed(["taxi school late carer"]), before)
    assert other.name != first.name
    assert other.computed == 1
    again = CachedEmbedder(local_embedder(plain), tmp_path / "kept")
    again.embed(["taxi school late carer"])
    assert again.computed == 0


@pytest.mark.slow
def test_many_texts_go_to_processes_that_read_the_same_folder(plain: Path, tmp_path: Path):
    texts = [f"{WORDS[2 + n % 4]} {WORDS[2 + n // 4 % 4]} {n}" for n in range(1600)]
    model = local_embedder(plain)
    kept = CachedEmbedder(model, tmp_path / "kept").embed(texts)
    assert np.array_equal(kept, model.embed(texts))


def broken_onnx(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"not a model")
    write_tokenizer(folder)


def broken_words(folder: Path) -> None:
    write_onnx(folder / "model.onnx")
    (folder / "tokenizer.json").write_text("{}")


def broken_tensors(folder: Path) -> None:
    write_tokenizer(folder)
    (folder / "config.json").write_text('{"model_type": "model2vec"}')
    (folder / "model.safetensors").write_bytes(b"\x01\x02")


def other_settings(folder: Path) -> None:
    (folder / "modules.json").write_text('{"a": [1]}')
    (folder / "config.json").write_text("[3]")


@pytest.mark.parametrize(
    ("make", "said"),
    [(lambda folder: None, "holds no model"), (broken_onnx, "cannot be read"),
     (broken_words, "cannot be read"), (broken_tensors, "cannot be read"),
     (other_settings, "holds no model")],
)  # fmt: skip
def test_a_folder_that_holds_no_model_gets_one_line(tmp_path: Path, make, said: str):
    make(tmp_path)
    with pytest.raises(BadInputError, match=said) as error:
        local_embedder(tmp_path)
    assert "study.toml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_library_is_named(plain: Path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtraError, match="needs onnxruntime"):
        embedder_of(str(plain))


def test_a_model_for_sentence_transformers_alone_says_what_it_needs(tmp_path: Path):
    (tmp_path / "modules.json").write_text('[{"type": "sentence_transformers.models.Transformer"}]')
    with pytest.raises(MissingExtraError, match="pip install sentence-transformers"):
        local_embedder(tmp_path)


def test_a_study_names_its_model_beside_itself(plain: Path, tmp_path: Path):
    study = make_study(tmp_path / "s").study
    with (study.root / "study.toml").open("a") as file:
        file.write('\n[embedding]\nmodel = "../model"\n')
    made = study_embedder(type(study).open(study.root))
    assert made.name.startswith("model-")
    assert made.dimensions == 3


def test_themes_with_a_model_that_is_not_there_is_one_line(tmp_path: Path, run):
    study = make_study(tmp_path / "s").study
    with (study.root / "study.toml").open("a") as file:
        file.write('\n[embedding]\nmodel = "nowhere"\n')
    said = "the taxi was late to school again today and every day so " * 2
    talk = tmp_path / "talk.txt"
    talk.write_text("\n\n".join(f"{who}: {said}" for who in ("A", "B") * 12))
    assert run("-C", study.root, "import", talk).status == 0
    result = run("-C", study.root, "themes")
    assert result.status == 1
    assert "there is no such folder" in result.err
    assert "Traceback" not in result.err


def test_the_settings_of_a_model_are_json_that_may_be_anything(plain: Path):
    for name in ("sentence_bert_config.json", "config_sentence_transformers.json", "config.json"):
        for text in ("", "3", "[]", json.dumps({"max_seq_length": "x", "prompts": None})):
            (plain / name).write_text(text)
            assert close(local_embedder(plain).embed(["taxi"]), [[1, 0, 0]])


def test_no_client_of_a_model_hub_is_loaded(plain: Path):
    script = (
        "import sys; from pathlib import Path; from qualcode.nlp.embed.local_models import local_embedder\n"
        f"local_embedder(Path({str(plain)!r})).embed(['taxi'])\n"
        "assert not {'huggingface_hub', 'transformers', 'torch', 'requests'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("kind", ["joblib.numpy_pickle", "os", "custom_st.Layer", 5])
def test_a_model_that_names_a_program_is_not_loaded(tmp_path: Path, kind: object):
    (tmp_path / "modules.json").write_text(json.dumps([{"type": kind}]))
    with pytest.raises(BadInputError, match="program of its own"):
        local_embedder(tmp_path)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "1_Dense/model.pt", "x.pkl"])
def test_a_model_kept_as_a_pickle_is_not_loaded(tmp_path: Path, name: str):
    (tmp_path / "modules.json").write_text('[{"type": "sentence_transformers.models.Transformer"}]')
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"\x80\x04.")
    with pytest.raises(BadInputError, match="can run programs"):
        local_embedder(tmp_path)
