"""The real packaged MiniLM in its prepared form, against sentence-transformers in fp32."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from core.errors import ModelError, ModelNotFoundError
from models.embedder import Embedder, open_embedder
from models.packaged import NAME, WEIGHTS_SHA256, packaged_folder

ROOT = Path(__file__).resolve().parents[2]
TEXTS = (
    "How many boats lie in the harbour of Ostmere?",
    "The council of Ostmere voted on Tuesday to widen the harbour for eleven more boats.",
    "Wolves",
    "Die Bürgermeisterin sagte, die Brücke werde im Mai geöffnet. 橋は五月に開く。 🚢",
    "A fault in the brakes caused the derailment, the inspectors wrote. " * 14,
)

# The 8-bit form, which some processors get, rounds by the largest number of its whole batch: twice the distance that a
# form may have from the full precision.
SAME = 0.98


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder("")


@pytest.fixture(scope="module")
def reference() -> Embedder:
    return open_embedder(str(packaged_folder()))


def cosines(one: np.ndarray, other: np.ndarray) -> list[float]:
    return [float(value) for value in np.einsum("nd,nd->n", one, other)]


def test_vectors_agree_with_the_full_precision_model(embedder: Embedder, reference: Embedder) -> None:
    assert min(cosines(embedder.encode(TEXTS), reference.encode(TEXTS))) >= 0.99


def test_a_text_is_read_up_to_256_tokens_as_the_model_says(embedder: Embedder, reference: Embedder) -> None:
    # "boat " is one token: words 150 and later lie beyond the 128 of the packaged tokenizer file, within 256.
    short, long = "boat " * 120, "boat " * 150 + "the senate fell in a night of fire " * 10
    assert min(cosines(embedder.encode([short, long]), reference.encode([short, long]))) >= 0.99
    assert cosines(embedder.encode([short]), embedder.encode([long]))[0] < 0.95


def test_vectors_have_unit_length_and_the_models_dimension(embedder: Embedder) -> None:
    vectors = embedder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_order_is_kept_although_batches_are_sorted_by_length(embedder: Embedder) -> None:
    texts = [TEXTS[number % len(TEXTS)] + f" {number}" for number in range(70)]
    together = embedder.encode(texts)
    alone = np.concatenate([embedder.encode([text]) for text in texts])
    assert min(cosines(together, alone)) >= SAME
    nearest = np.argmax(together @ alone.T, axis=1)
    assert [texts[row] for row in nearest] == texts


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.encode([]).shape == (0, 384)
    assert embedder.embed_documents([]) == []


@pytest.mark.parametrize("text", ["", " ", "\x00", "lone \ud800 surrogate", "x" * 100_000, "word " * 200_000])
def test_odd_texts_are_embedded_like_any_other(embedder: Embedder, text: str) -> None:
    vector = embedder.encode([text])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


def test_threads_share_one_embedder(embedder: Embedder) -> None:
    expected = embedder.encode(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: embedder.encode(TEXTS), range(12)))
    assert all(min(cosines(result, expected)) >= 0.999 for result in results)


def test_it_is_a_langchain_embedder(embedder: Embedder) -> None:
    assert isinstance(embedder, Embeddings)
    documents = embedder.embed_documents(list(TEXTS[:2]))
    assert [len(vector) for vector in documents] == [384, 384]
    assert all(type(value) is float for value in documents[0])
    query = embedder.embed_query(TEXTS[0])
    assert query == pytest.approx(documents[0], abs=0.02)


def test_identity_is_that_of_the_weights_not_of_the_run_time(embedder: Embedder, reference: Embedder) -> None:
    assert embedder.identity.name == NAME
    assert embedder.identity.dimension == 384
    assert embedder.identity.fingerprint == reference.identity.fingerprint == WEIGHTS_SHA256


@pytest.mark.parametrize("name", [NAME, f"sentence-transformers/{NAME}"])
def test_the_packaged_model_has_its_usual_names_too(name: str) -> None:
    assert open_embedder(name).identity.fingerprint == WEIGHTS_SHA256


def test_the_default_imports_no_torch() -> None:
    program = """
import json, sys
from models.embedder import open_embedder
open_embedder("").encode(["a question"])
heavy = {"torch", "transformers", "sentence_transformers", "nncf", "onnx"}
print(json.dumps(sorted(heavy & set(sys.modules))))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("name", ["/no/such/folder", "./none", "not a name", "a/b/c"])
def test_a_folder_or_name_that_is_none_says_what_can_be_given(name: str) -> None:
    with pytest.raises(ModelNotFoundError, match="DATELINE_EMBEDDING_MODEL"):
        open_embedder(name)


def test_a_folder_without_a_model_is_not_an_embedder(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="DATELINE_EMBEDDING_MODEL"):
        open_embedder(str(tmp_path))


def test_a_network_that_was_not_made_for_embedding_is_refused(tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        (tmp_path / name).symlink_to(packaged_folder() / name)
    with pytest.raises(ModelError, match=r"no modules\.json"):
        open_embedder(str(tmp_path))


def test_a_hub_that_cannot_be_reached_is_told_within_seconds() -> None:
    program = """
from core.errors import ModelNotFoundError
from models.embedder import open_embedder
try:
    open_embedder("nobody/no-such-model")
except ModelNotFoundError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": "", "HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(ROOT / "no-such-cache")},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "the model hub cannot be reached" in done.stdout
    assert "folder" in done.stdout
