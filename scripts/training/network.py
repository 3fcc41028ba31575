"""transformers' MarianMTModel (Vaswani et al. 2017, post-norm, sinusoidal positions), optimizers, loss.

Its decoder starts from the <pad> row, which CTranslate2 takes to be zero: it is kept at zero.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scripts.training.growth import deepened
from scripts.training.sampler import Arrays
from scripts.training.settings import Settings
from scripts.training.vocabulary import Encoder


def build_model(settings: Settings, encoder: Encoder) -> Any:
    import torch
    from transformers import MarianConfig, MarianMTModel

    m = settings["model"]
    config = MarianConfig(
        vocab_size=len(encoder.tokens),
        decoder_vocab_size=len(encoder.tokens),
        d_model=m["width"],
        encoder_layers=m["encoder_layers"],
        decoder_layers=m["decoder_layers"],
        encoder_ffn_dim=m["feed_forward"],
        decoder_ffn_dim=m["feed_forward"],
        encoder_attention_heads=m["heads"],
        decoder_attention_heads=m["heads"],
        dropout=m["dropout"],
        attention_dropout=0.0,
        activation_dropout=0.0,
        activation_function="swish",
        scale_embedding=True,
        max_position_embeddings=512,
        pad_token_id=encoder.pad,
        eos_token_id=0,
        bos_token_id=0,
        decoder_start_token_id=encoder.pad,
        forced_eos_token_id=0,
        tie_word_embeddings=True,
    )
    model = MarianMTModel(config)
    # Faster than the fused kernel on a CPU, whose backward pass is slow for heads this small.
    if not torch.cuda.is_available():
        model.set_attn_implementation("eager")
    for name, weight in model.named_parameters():
        if weight.dim() == 2 and "shared" not in name and "embed" not in name:
            torch.nn.init.xavier_uniform_(weight)
    embedding = model.get_input_embeddings().weight
    torch.nn.init.normal_(embedding, std=m["width"] ** -0.5)
    with torch.no_grad():
        embedding[encoder.pad].zero_()
    return model


def start_from(model: Any, folder: Path, encoder: Encoder) -> None:
    """Puts the weights of a shipped CTranslate2 folder into `model`, which may have more layers.

    Tokens that the folder does not know begin near zero, so that they do not disturb the rest.
    """
    import torch

    from scripts import float_weights

    weights = float_weights.load(folder, encoder.tokens)
    rows = weights.pop("rows")
    for side, part in (("encoder", model.model.encoder), ("decoder", model.model.decoder)):
        weights = deepened(weights, side, len(part.layers))
    with torch.no_grad():
        table = model.get_input_embeddings().weight
        for i, token in enumerate(encoder.tokens[:-1]):
            if token in rows:
                table[i] = torch.from_numpy(rows[token].copy())
            else:
                table[i] *= 0.1
        for name, parameter in model.named_parameters():
            if name in weights:
                parameter.copy_(torch.from_numpy(weights.pop(name).copy()))
    if weights:
        raise SystemExit(f"{folder} has another shape than the settings: {sorted(weights)[:3]} have no place")


def build_optimizers(model: Any, train: Settings, dtype: Any) -> list[Any]:
    """dtype: what the matrix products of Muon are computed in."""
    import torch

    from scripts.training.precision import Float32Muon

    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    hidden = [
        p
        for name, p in trained.items()
        if p.dim() == 2 and "shared" not in name and "embed" not in name and "lm_head" not in name
    ]
    if train["optimizer"] != "muon":
        hidden = []
    taken = {id(p) for p in hidden}
    rest = [p for p in trained.values() if id(p) not in taken]
    optimizers = [torch.optim.AdamW(rest, lr=1.0, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0)]
    muon = torch.optim.Muon if dtype == torch.bfloat16 else Float32Muon
    # Two, so that two threads can step them.
    for half in (hidden[::2], hidden[1::2]):
        if half:
            optimizers.append(muon(half, lr=1.0, weight_decay=0.0, adjust_lr_fn="match_rms_adamw"))
    return optimizers


def learning_rate(train: Settings, seconds: float, step: int) -> float:
    """The rate of the step after `step` steps: it warms up, stays, and falls to zero over the last part.

    With `decay` below 1 (Hu et al. 2024, MiniCPM: warm-up, stable, decay) the hours can be changed on
    the way without a jump in the rate.
    """
    left = max(0.0, 1.0 - seconds / (train["hours"] * 3600))
    warm = min(1.0, (step + 1) / train["warmup_steps"])
    return float(train["learning_rate"]) * warm * min(1.0, left / train["decay"])


def to_tensors(arrays: Arrays, device: str) -> tuple[Any, Any, Any]:
    """The batch on the device."""
    import torch

    source, decoder, labels = (torch.from_numpy(array) for array in arrays)
    return source.to(device), decoder.to(device), labels.to(device).long()


def loss_of(model: Any, tensors: tuple[Any, Any, Any], pad: int, smoothing: float, dtype: Any = None) -> Any:
    """Mean cross-entropy of the labels, in nats, as a tensor on the device. dtype: of the matrix products,
    bfloat16 by default."""
    import torch

    source, decoder, labels = tensors
    dtype = dtype or torch.bfloat16
    with torch.autocast(source.device.type, dtype=torch.bfloat16, enabled=dtype == torch.bfloat16):
        out = model(
            input_ids=source,
            attention_mask=(source != pad).long(),
            decoder_input_ids=decoder,
            use_cache=False,
        )
    return token_loss(out.logits, labels, smoothing, select=source.device.type == "cpu")


def output_loss_of(model: Any, tensors: tuple[Any, Any, Any], pad: int, smoothing: float) -> Any:
    """The same of a network that is of one type throughout (`replicas`), for training on a CPU."""
    from scripts.training.losses import OutputLoss

    source, decoder, labels = tensors
    found = model.model(
        input_ids=source,
        attention_mask=(source != pad).long(),
        decoder_input_ids=decoder,
        use_cache=False,
    )
    keep = labels != -100
    weight = model.get_input_embeddings().weight
    return OutputLoss.apply(found.last_hidden_state[keep], weight, labels[keep], smoothing)


def token_loss(logits: Any, labels: Any, smoothing: float, select: bool) -> Any:
    """Mean cross-entropy where labels are not -100. select: leave the others out beforehand, which is less to
    compute; a GPU would have to wait for their number."""
    import torch

    keep = labels != -100
    logits, labels = (logits[keep], labels[keep]) if select else (logits.flatten(0, 1), labels.flatten())
    return torch.nn.functional.cross_entropy(
        logits.float(), labels, label_smoothing=smoothing, ignore_index=-100
    )


def count_parameters(settings: Settings, vocabulary: int) -> int:
    """How many parameters are trained, of the network that `build_model` makes."""
    m = settings["model"]
    width, inner = m["width"], m["feed_forward"]
    attention = 4 * (width * width + width) + 2 * width
    feed_forward = 2 * width * inner + inner + width + 2 * width
    encoder = m["encoder_layers"] * (attention + feed_forward)
    decoder = m["decoder_layers"] * (2 * attention + feed_forward)
    return vocabulary * width + encoder + decoder
