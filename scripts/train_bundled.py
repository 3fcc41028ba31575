"""Trains the bundled model: from corpus to the folder that `mt` ships.

    python scripts/train_bundled.py prepare --data ../shared/data --work build/bundled
    python scripts/train_bundled.py train   --work build/bundled        (again: resumes)
    python scripts/train_bundled.py export  --work build/bundled --out mt/models/bundled

`prepare` reads the corpus, cleans it, leaves out whatever overlaps a test set, and trains the
sentencepiece vocabulary. `train` needs only what `prepare` wrote. `export` writes a Hugging Face
MarianMT checkpoint and converts it to CTranslate2 int8. Settings: scripts/train_bundled.toml.

The network is transformers' MarianMTModel (Vaswani et al. 2017, post-norm, sinusoidal positions).
Its decoder starts from the <pad> row, which CTranslate2 takes to be zero: it is kept at zero.
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import json
import lzma
import math
import random
import re
import shutil
import sys
import time
import tomllib
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mt.translate.copied import names, numbers
from mt.translate.numbers import to_english
from scripts.vietnamese_names import vietnamese_name

Pair = tuple[str, str]
Settings = dict[str, Any]

QUOTES = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "\u00a0": " ",
        "…": "...",
        "\u200b": None,
        "\ufeff": None,
        "\u00ad": None,
    }
)
MASK = "⟦{}⟧"


def load_settings(path: Path, profile: str) -> Settings:
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    for table, values in settings.pop("profiles", {}).get(profile, {}).items():
        unknown = set(values) - set(settings[table])
        if unknown:
            raise SystemExit(f"{path}: profile {profile}: unknown {table} settings {sorted(unknown)}")
        settings[table].update(values)
    return settings


# --- prepare -----------------------------------------------------------------------------------------


def clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(QUOTES).split())


def read_pairs(path: Path) -> Iterator[tuple[str, str, str]]:
    """(source name, Vietnamese, English) of a corpus file."""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            _kind, name, source, target = line.rstrip("\n").split("\t")
            yield name, to_english(clean(source)), clean(target)


def ngrams(text: str, n: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


def acceptable(pair: Pair, data: Settings) -> bool:
    source, target = pair
    a, b = len(source.split()), len(target.split())
    if not (a and b) or max(a, b) > data["max_words"] or source == target:
        return False
    if max(map(len, source.split())) > 40 or max(map(len, target.split())) > 40:
        return False
    return max(a, b) < 6 or max(a / b, b / a) <= data["max_ratio"]


def photo_credits(rng: random.Random, names: list[str], count: int) -> list[Pair]:
    """Captions and bylines as Vietnamese news sites print them, which no parallel corpus has."""
    patterns = [
        ("Nguồn ảnh: {}.", "Photo source: {}."),
        ("Ảnh: {}.", "Photo: {}."),
        ("Ảnh: {}", "Photo: {}"),
        ("(Ảnh: {})", "(Photo: {})"),
        ("Nguồn: {}.", "Source: {}."),
        ("Theo {}.", "According to {}."),
        ("Ảnh minh họa: {}.", "Illustration photo: {}."),
        ("Ảnh tư liệu: {}.", "File photo: {}."),
        ("Nguồn ảnh: {}", "Photo source: {}"),
        ("Ảnh chụp màn hình: {}.", "Screenshot: {}."),
        ("Ảnh do {} cung cấp.", "Photo provided by {}."),
        ("Video: {}.", "Video: {}."),
        ("Nguồn tin: {}.", "News source: {}."),
        ("Đồ họa: {}.", "Graphics: {}."),
        ("Ảnh: {} cung cấp.", "Photo: provided by {}."),
        ("Biên dịch: {}.", "Translated by {}."),
    ]
    fixed = [
        ("Ảnh minh họa.", "Illustration photo."),
        ("Ảnh minh họa", "Illustration photo"),
        ("(Ảnh minh họa)", "(Illustration photo)"),
        ("Ảnh tư liệu.", "File photo."),
        ("Ảnh: Internet.", "Photo: Internet."),
        ("Nguồn ảnh: Internet.", "Photo source: Internet."),
        ("Ảnh: TTXVN.", "Photo: VNA."),
        ("Theo TTXVN.", "According to VNA."),
    ]
    made = [
        (vi.format(name), en.format(name))
        for name in rng.sample(names, min(count, len(names)))
        for vi, en in [rng.choice(patterns)]
    ]
    return made + fixed * max(1, len(made) // 200)


def outlet_names(pairs: list[Pair], rng: random.Random) -> list[str]:
    """Capitalised words that stand on both sides: names of people, places, papers."""
    found = {
        word
        for vi, en in pairs
        for word in re.findall(r"\b[A-Z][A-Za-z]{3,}(?: [A-Z][a-z]{2,})?", vi)
        if word in en
    }
    return rng.sample(sorted(found), len(found))


def load_groups(data_dir: Path, settings: Settings, rng: random.Random) -> dict[str, list[Pair]]:
    data = settings["data"]
    held: set[tuple[str, ...]] = set()
    for name in data["tests"]:
        path = data_dir / name
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                for side in line.split("\t"):
                    held |= ngrams(clean(side))
    where = {source: group["name"] for group in data["groups"] for source in group["sources"]}
    groups: dict[str, list[Pair]] = {group["name"]: [] for group in data["groups"]}
    seen: set[Pair] = set()
    dropped = {"duplicate": 0, "shape": 0, "test overlap": 0}
    for file in ("parallel", "synthetic"):
        for name, source, target in read_pairs(data_dir / data[file]):
            pair = (source, target)
            if pair in seen:
                dropped["duplicate"] += 1
                continue
            seen.add(pair)
            if not acceptable(pair, data):
                dropped["shape"] += 1
                continue
            grams = ngrams(target) | ngrams(source)
            if grams and len(grams & held) * 2 >= len(grams):
                dropped["test overlap"] += 1
                continue
            group = where.get(name, where.get("*"))
            if group:
                groups[group].append(pair)
    if "credits" in groups:
        groups["credits"] = photo_credits(rng, outlet_names(groups.get("news", []), rng), 6000)
    print(f"dropped: {dropped}", file=sys.stderr)
    return {name: pairs for name, pairs in groups.items() if pairs}


def train_tokenizer(
    groups: dict[str, list[Pair]], settings: Settings, work: Path, rng: random.Random
) -> None:
    import sentencepiece

    options = settings["tokenizer"]
    weights = {group["name"]: group["weight"] for group in settings["data"]["groups"]}
    total = sum(weights[name] for name in groups)
    text = work / "tokenizer.txt"
    with text.open("w", encoding="utf-8") as out:
        for name, pairs in groups.items():
            for pair in rng.choices(pairs, k=int(options["sample_sentences"] / 2 * weights[name] / total)):
                out.write(pair[0] + "\n" + pair[1] + "\n")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text),
        model_prefix=str(work / "spm"),
        vocab_size=options["vocabulary"],
        model_type="unigram",
        character_coverage=0.9998,
        normalization_rule_name="identity",
        split_digits=True,
        user_defined_symbols=[MASK.format(k) for k in range(1, options["masks"] + 1)],
        num_threads=2,
        hard_vocab_limit=False,
        minloglevel=1,
    )
    text.unlink()


# Every letter that Vietnamese is written with, and what names and signs beside them need.
LETTERS = (
    "".join(
        unicodedata.normalize("NFC", letter + tone)
        for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    )
    + "bcdđghklmnpqrstvxfjwzBCDĐGHKLMNPQRSTVXFJWZ"
    + "0123456789.,:;!?'\"()[]{}<>/\\|-–—_+*=%$€£°@#&~^`"
)


def extend_tokenizer(old: Path, new: Path) -> list[str]:
    """Writes `old` to `new` with a piece for each letter that it lacks; the pieces that were added."""
    from sentencepiece import sentencepiece_model_pb2

    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(old.read_bytes())
    known = {piece.piece for piece in proto.pieces}
    lowest = min(piece.score for piece in proto.pieces)
    added = [letter for letter in dict.fromkeys(LETTERS) if letter not in known]
    for letter in added:
        proto.pieces.add(piece=letter, score=lowest - 1)
    new.write_bytes(proto.SerializeToString())
    return added


def prepare(arguments: argparse.Namespace, settings: Settings) -> None:
    rng = random.Random(settings["train"]["seed"])
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    groups = load_groups(arguments.data, settings, rng)
    for name, pairs in groups.items():
        print(f"{name}: {len(pairs)} pairs", file=sys.stderr)
    if arguments.start:
        added = extend_tokenizer(arguments.start / "source.spm", work / "spm.model")
        print(f"vocabulary of {arguments.start}, {len(added)} letters more", file=sys.stderr)
    else:
        train_tokenizer(groups, settings, work, rng)
    dev = [
        tuple(map(clean, line.split("\t")))
        for line in (arguments.data / settings["data"]["dev"]).read_text(encoding="utf-8").splitlines()
    ][:400]
    with lzma.open(work / "pairs.json.xz", "wt", encoding="utf-8", preset=3) as out:
        json.dump({"groups": groups, "dev": [(to_english(a), b) for a, b in dev]}, out, ensure_ascii=False)
    (work / "settings.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")


# --- train -------------------------------------------------------------------------------------------


class Encoder:
    """Text <-> ids in Marian's order: </s>, <unk>, the pieces, <pad> last."""

    def __init__(self, spm: Path) -> None:
        import sentencepiece

        self.spm = sentencepiece.SentencePieceProcessor(model_file=str(spm))
        pieces = [self.spm.id_to_piece(i) for i in range(self.spm.get_piece_size())]
        self.tokens = ["</s>", "<unk>", *(p for p in pieces if p not in ("<unk>", "<s>", "</s>")), "<pad>"]
        ids = {token: i for i, token in enumerate(self.tokens)}
        self.table = [ids.get(piece, 1) for piece in pieces]
        self.pad = len(self.tokens) - 1

    def encode(self, text: str, alpha: float = 0.0) -> list[int]:
        ids = self.spm.encode(text, enable_sampling=alpha > 0, alpha=alpha, nbest_size=-1)
        return [*(self.table[i] for i in ids), 0]


def mask_common(pair: Pair, rng: random.Random, masks: int) -> Pair:
    """The pair with the numbers and foreign names that stand once on both sides turned into masks.

    As the guard does it when it translates; now and then one is left.
    """
    source, target = pair
    found = sorted((*numbers(source), *names(source)), key=lambda item: item.start)
    words = [w for w in dict.fromkeys(item.text for item in found) if once(w, source) and once(w, target)]
    words = [word for word in words if rng.random() < 0.9][:masks]
    for k, word in enumerate(words, 1):
        source, target = once(word, source, MASK.format(k)), once(word, target, MASK.format(k))
    return source, target


def once(word: str, text: str, mask: str = "") -> str:
    """`text` with the one place of `word` replaced by `mask`; "" when it does not stand there just once."""
    changed, count = re.subn(rf"(?<![\w.,⟦]){re.escape(word)}(?![\w⟧]|[.,]\d)", lambda _: mask or word, text)
    return changed if count == 1 else ""


def rename(pair: Pair, rng: random.Random) -> Pair:
    """The pair with a foreign name that stands once on both sides exchanged for a Vietnamese one.

    Few pairs of the corpus hold Vietnamese names, which is what Vietnamese text is full of.
    """
    source, target = pair
    found = [item.text for item in names(source) if once(item.text, source) and once(item.text, target)]
    if not found:
        return pair
    old, (vi, en) = rng.choice(found), vietnamese_name(rng)
    return once(old, source, vi), once(old, target, en)


class Sampler:
    """Endless batches of (source ids, target ids), alike in length inside a batch."""

    def __init__(
        self, groups: dict[str, list[Pair]], settings: Settings, encoder: Encoder, seed: int
    ) -> None:
        self.groups, self.encoder, self.settings = groups, encoder, settings
        self.names = list(groups)
        weights = {group["name"]: group["weight"] for group in settings["data"]["groups"]}
        self.weights = [weights[name] for name in self.names]
        self.rng = random.Random(seed)
        self.order: dict[str, list[int]] = {name: [] for name in self.names}
        self.progress = 0.0

    def draw(self) -> Pair:
        """The next pair: a group by weight, then its pairs in a new order each time round.

        Long pairs wait: the limit rises over the first part of the training (curriculum by length, after
        Platanios et al. 2019), in which the attention is learnt from short ones.
        """
        train = self.settings["train"]
        grown = min(1.0, self.progress / train["curriculum"]) if train["curriculum"] else 1.0
        limit = 12 + grown * self.settings["data"]["max_words"]
        while True:
            name = self.rng.choices(self.names, self.weights)[0]
            if not self.order[name]:
                self.order[name] = self.rng.sample(range(len(self.groups[name])), len(self.groups[name]))
            pair = self.groups[name][self.order[name].pop()]
            if grown >= 1 or pair[0].count(" ") < limit:
                return pair

    def example(self) -> tuple[list[int], list[int]]:
        train, rng = self.settings["train"], self.rng
        pair = self.draw()
        if rng.random() < train["name_share"]:
            pair = rename(pair, rng)
        if rng.random() < train["mask_share"]:
            pair = mask_common(pair, rng, self.settings["tokenizer"]["masks"])
        source, target = pair
        if rng.random() < 0.05 and source.endswith(".") and target.endswith("."):
            source, target = source[:-1], target[:-1]
        alpha = train["sampling_alpha"] if rng.random() < train["sampling_share"] else 0.0
        return self.encoder.encode(source, alpha)[:200], self.encoder.encode(target, alpha)[:200]

    def batches(self) -> Iterator[list[tuple[list[int], list[int]]]]:
        limit = self.settings["train"]["batch_tokens"]
        while True:
            pool = sorted((self.example() for _ in range(limit // 2)), key=lambda e: (len(e[1]), len(e[0])))
            chunks, chunk, wide, tall = [], [], 0, 0
            for example in pool:
                new = max(wide, len(example[0])), max(tall, len(example[1]))
                if chunk and sum(new) * (len(chunk) + 1) > limit:
                    chunks.append(chunk)
                    chunk, new = [], (len(example[0]), len(example[1]))
                chunk.append(example)
                wide, tall = new
            self.rng.shuffle(chunks)
            yield from chunks


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
    """Puts the weights of a shipped CTranslate2 folder into `model`.

    Tokens that the folder does not know begin near zero, so that they do not disturb the rest.
    """
    import torch

    from scripts import float_weights

    weights = float_weights.load(folder, encoder.tokens)
    rows = weights.pop("rows")
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


def build_optimizers(model: Any, train: Settings) -> list[Any]:
    import torch

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
    # Two, so that two threads can step them.
    for half in (hidden[::2], hidden[1::2]):
        if half:
            optimizers.append(
                torch.optim.Muon(half, lr=1.0, weight_decay=0.0, adjust_lr_fn="match_rms_adamw")
            )
    return optimizers


def to_tensors(batch: list[tuple[list[int], list[int]]], pad: int, device: str) -> tuple[Any, Any, Any]:
    """Source, decoder input (begins with <pad>) and labels (-100 where padded), each (batch, length)."""
    import torch

    wide, tall = max(len(s) for s, _ in batch), max(len(t) for _, t in batch)
    source = torch.tensor([s + [pad] * (wide - len(s)) for s, _ in batch])
    decoder = torch.tensor([[pad, *t[:-1]] + [pad] * (tall - len(t)) for _, t in batch])
    labels = torch.tensor([t + [-100] * (tall - len(t)) for _, t in batch])
    return source.to(device), decoder.to(device), labels.to(device)


def loss_of(model: Any, tensors: tuple[Any, Any, Any], pad: int, smoothing: float) -> Any:
    import torch

    source, decoder, labels = tensors
    with torch.autocast(source.device.type, dtype=torch.bfloat16):
        out = model(
            input_ids=source,
            attention_mask=(source != pad).long(),
            decoder_input_ids=decoder,
            use_cache=False,
        )
    keep = labels != -100
    return torch.nn.functional.cross_entropy(
        out.logits[keep].float(), labels[keep], label_smoothing=smoothing
    )


class Run:
    """One training run: its state on disk, its clock, its log."""

    def __init__(self, work: Path, settings: Settings, device: str, start: Path | None = None) -> None:
        import torch

        self.work, self.settings, self.device = work, settings, device
        torch.manual_seed(settings["train"]["seed"])
        self.encoder = Encoder(work / "spm.model")
        with lzma.open(work / "pairs.json.xz", "rt", encoding="utf-8") as lines:
            stored = json.load(lines)
        self.model = build_model(settings, self.encoder)
        if start:
            start_from(self.model, start, self.encoder)
        self.model.to(device)
        # On a CPU, threads that each take a part of the batch through their own copy of the graph beat
        # threads inside the matrix products, which are small: the copies share the weights.
        self.replicas = [self.model]
        for _ in range(0 if device == "cuda" else settings["train"]["threads"] - 1):
            twin = copy.deepcopy(self.model)
            for mine, shared in zip(twin.parameters(), self.model.parameters(), strict=True):
                mine.data = shared.data
            self.replicas.append(twin)
        self.pool = ThreadPoolExecutor(len(self.replicas))
        self.optimizers = build_optimizers(self.model, settings["train"])
        self.step, self.seconds, self.pairs = 0, 0.0, 0
        self.checkpoint = work / "checkpoint.pt"
        if self.checkpoint.exists():
            self.load()
        # A resumed run draws other pairs than the first part did.
        self.sampler = Sampler(
            stored["groups"], settings, self.encoder, settings["train"]["seed"] + self.step
        )
        self.sampler.progress = self.seconds / (settings["train"]["hours"] * 3600)
        self.dev = [(self.encoder.encode(a)[:200], self.encoder.encode(b)[:200]) for a, b in stored["dev"]]

    def load(self) -> None:
        import torch

        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        for optimizer, stored in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(stored)
        self.step, self.seconds, self.pairs = state["step"], state["seconds"], state["pairs"]

    def save(self) -> None:
        import torch

        new = self.checkpoint.with_suffix(".new")
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimizers": [o.state_dict() for o in self.optimizers],
                "step": self.step,
                "seconds": self.seconds,
                "pairs": self.pairs,
            },
            new,
        )
        new.replace(self.checkpoint)

    def rate(self) -> float:
        """The learning rate of the next step: it warms up, stays, and falls to zero over the last part.

        With `decay` below 1 (Hu et al. 2024, MiniCPM: warm-up, stable, decay) the hours can be changed on
        the way without a jump in the rate.
        """
        train = self.settings["train"]
        left = max(0.0, 1.0 - self.seconds / (train["hours"] * 3600))
        warm = min(1.0, (self.step + 1) / train["warmup_steps"])
        return float(train["learning_rate"]) * warm * min(1.0, left / train["decay"])

    def backward(self, replica: Any, part: list[tuple[list[int], list[int]]], share: float) -> float:
        """Adds this part's gradient to the replica; its loss, weighted by its share of the target tokens."""
        tensors = to_tensors(part, self.encoder.pad, self.device)
        loss = loss_of(replica, tensors, self.encoder.pad, self.settings["train"]["label_smoothing"]) * share
        loss.backward()
        return float(loss.detach())

    def one_step(self, batch: list[tuple[list[int], list[int]]]) -> float:
        import torch

        rate = self.rate()
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        for replica in self.replicas:
            replica.zero_grad(set_to_none=True)
        parts = [part for part in (batch[i :: len(self.replicas)] for i in range(len(self.replicas))) if part]
        sizes = [sum(len(target) for _, target in part) for part in parts]
        shares = [size / sum(sizes) for size in sizes]
        losses = list(self.pool.map(self.backward, self.replicas[: len(parts)], parts, shares))
        for replica in self.replicas[1 : len(parts)]:
            for mine, first in zip(replica.parameters(), self.model.parameters(), strict=True):
                if first.grad is not None and mine.grad is not None:
                    first.grad += mine.grad
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        list(self.pool.map(lambda optimizer: optimizer.step(), self.optimizers))
        with torch.no_grad():
            self.model.get_input_embeddings().weight[self.encoder.pad].zero_()
        return sum(losses)

    def dev_loss(self) -> float:
        """Cross-entropy per target token on the development pairs, in nats."""
        import torch

        self.model.eval()
        total, count = 0.0, 0
        with torch.no_grad():
            for i in range(0, len(self.dev), 50):
                batch = self.dev[i : i + 50]
                size = sum(len(t) for _, t in batch)
                total += (
                    float(
                        loss_of(
                            self.model,
                            to_tensors(batch, self.encoder.pad, self.device),
                            self.encoder.pad,
                            0.0,
                        )
                    )
                    * size
                )
                count += size
        self.model.train()
        return total / count

    def loop(self, stop_after: float) -> None:
        """Trains until the schedule ends or `stop_after` seconds have gone by here."""
        train = self.settings["train"]
        for replica in self.replicas:
            replica.train()
        began = last_saved = last = time.monotonic()
        worked = time.process_time()
        running = math.nan
        for batch in self.sampler.batches():
            loss = self.one_step(batch)
            running = loss if math.isnan(running) else 0.98 * running + 0.02 * loss
            now = time.monotonic()
            # On a CPU that others use too, what counts is what was computed.
            self.seconds += (
                (time.process_time() - worked) / len(self.replicas) if self.device == "cpu" else now - last
            )
            last, worked = now, time.process_time()
            self.step += 1
            self.pairs += len(batch)
            self.sampler.progress = self.seconds / (train["hours"] * 3600)
            done = self.seconds >= train["hours"] * 3600 or now - began > stop_after
            if done or now - last_saved > train["checkpoint_minutes"] * 60:
                last_saved = now
                self.save()
                self.log(running)
            if done:
                return

    def log(self, running: float) -> None:
        entry = {
            "step": self.step,
            "seconds": round(self.seconds),
            "pairs": self.pairs,
            "train_loss": round(running, 4),
            "dev_loss": round(self.dev_loss(), 4),
            "rate": self.rate(),
        }
        with (self.work / "curve.jsonl").open("a", encoding="utf-8") as out:
            out.write(json.dumps(entry) + "\n")
        print(json.dumps(entry), file=sys.stderr, flush=True)


def train(arguments: argparse.Namespace, settings: Settings) -> None:
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_num_threads(1)
    run = Run(arguments.work, settings, device, arguments.start)
    size = sum(p.numel() for p in run.model.parameters())
    print(f"{size / 1e6:.1f}M parameters on {device}, at step {run.step}", file=sys.stderr)
    run.loop(arguments.stop_after * 60)


# --- export ------------------------------------------------------------------------------------------


def export_checkpoint(run: Run, out: Path) -> None:
    """The model as Hugging Face stores Marian models: safetensors, two spm files, vocab.json."""
    out.mkdir(parents=True, exist_ok=True)
    run.model.eval()
    generation = run.model.generation_config
    generation.num_beams, generation.max_length, generation.early_stopping = 4, 512, True
    generation.bad_words_ids = [[run.encoder.pad]]
    run.model.save_pretrained(out)
    generation.save_pretrained(out)
    for name in ("source.spm", "target.spm"):
        shutil.copy(run.work / "spm.model", out / name)
    vocabulary = {token: i for i, token in enumerate(run.encoder.tokens)}
    (out / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False, indent=0), encoding="utf-8")
    (out / "tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "MarianTokenizer",
                "source_lang": "vi",
                "target_lang": "en",
                "model_max_length": 512,
                "separate_vocabs": False,
            }
        ),
        encoding="utf-8",
    )


def ship(run: Run, out: Path, data: Path | None) -> None:
    """The converted, verified model in `out` as `mt` ships it, with its scores on the development sets."""
    from mt.models import manifest as manifests
    from mt.models.make import Making, build

    described = manifests.Manifest(
        name="bundled", family="marian", licence="Apache-2.0", revision=f"step {run.step}", mask=MASK
    )
    made = build(run.work / "hf", described, Making(), run.work / "converted")
    if data is not None:
        scores = {Path(name).stem: bleu(made, data / name) for name in run.settings["data"]["tests"]}
        (run.work / "scores.json").write_text(json.dumps(scores, indent=1), encoding="utf-8")
        print(json.dumps(scores, indent=1), file=sys.stderr)
        quality = f"FLORES-200 dev BLEU {scores[Path(run.settings['data']['dev']).stem]['BLEU']:.1f}"
        described = dataclasses.replace(manifests.load(made), quality=quality)
        manifests.save(made, dataclasses.replace(described, files=manifests.records_of(made)))
    out.mkdir(parents=True, exist_ok=True)
    for file in made.iterdir():
        shutil.copy(file, out / file.name)


def bleu(folder: Path, test: Path) -> dict[str, Any]:
    """BLEU and chrF of the model in `folder` on a file of Vietnamese, tab, English; with the signatures."""
    import sacrebleu

    import mt

    rows = [line.split("\t") for line in test.read_text(encoding="utf-8").splitlines()]
    hypotheses = mt.load(str(folder)).translate("\n".join(source for source, _ in rows)).split("\n")
    references = [[target for _, target in rows]]
    scores: dict[str, Any] = {}
    for metric in (sacrebleu.BLEU(), sacrebleu.CHRF(), sacrebleu.CHRF(word_order=2)):
        score = metric.corpus_score(hypotheses, references)
        scores[score.name] = round(score.score, 2)
        scores[f"{score.name} signature"] = str(metric.get_signature())
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("step", choices=["prepare", "train", "export"])
    parser.add_argument("--work", type=Path, required=True, help="folder for what is prepared and trained")
    parser.add_argument("--data", type=Path, help="folder that holds corpus/ and test/")
    parser.add_argument("--out", type=Path, help="export: the folder that mt ships")
    parser.add_argument("--settings", type=Path, default=Path(__file__).with_suffix(".toml"))
    parser.add_argument("--start", type=Path, help="prepare, train: go on from the model that mt ships here")
    parser.add_argument("--profile", default="cpu")
    parser.add_argument("--stop-after", type=float, default=1e9, help="minutes, then checkpoint and stop")
    arguments = parser.parse_args()
    settings = load_settings(arguments.settings, arguments.profile)
    if arguments.step == "prepare":
        prepare(arguments, settings)
    elif arguments.step == "train":
        train(arguments, settings)
    else:
        run = Run(arguments.work, settings, "cpu")
        export_checkpoint(run, arguments.work / "hf")
        ship(run, arguments.out, arguments.data)


if __name__ == "__main__":
    main()
