"""The sentencepiece vocabulary of both languages, and its ids in Marian's order."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

from scripts.training.settings import Pair, Settings, group_weights

MASK = "⟦{}⟧"
#: Stands for a span of words that was taken out, in denoising.
SPAN = "⟦?⟧"
#: Begins a source that a machine made (Caswell et al. 2019).
BACK = "⟦b⟧"


def symbols(settings: Settings) -> list[str]:
    """The tokens that stand for something else than text, as far as the settings use them."""
    train = settings["train"]
    found = [MASK.format(k) for k in range(1, settings["tokenizer"]["masks"] + 1)]
    return found + [SPAN] * bool(train["denoise_share"]) + [BACK] * bool(train["back_share"])


def letters(settings: Settings) -> str:
    return LETTERS + (COMBINING if settings["noise"]["decomposed"] else "")


def train_tokenizer(
    groups: dict[str, list[Pair]], settings: Settings, work: Path, rng: random.Random
) -> None:
    import sentencepiece

    options = settings["tokenizer"]
    weights = group_weights(settings)
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
        user_defined_symbols=symbols(settings),
        num_threads=2,
        hard_vocab_limit=False,
        minloglevel=1,
    )
    text.unlink()
    extend_tokenizer(work / "spm.model", work / "spm.model", settings)


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
#: What is left of a letter of NFD: tones, circumflex, breve, horn.
COMBINING = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"


def extend_tokenizer(old: Path, new: Path, settings: Settings) -> list[str]:
    """Writes `old` to `new` with a piece for each letter and symbol that it lacks; the pieces added."""
    from sentencepiece import sentencepiece_model_pb2

    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(old.read_bytes())
    known = {piece.piece for piece in proto.pieces}
    lowest = min(piece.score for piece in proto.pieces)
    added = [letter for letter in dict.fromkeys(letters(settings)) if letter not in known]
    for letter in added:
        proto.pieces.add(piece=letter, score=lowest - 1)
    signs = [symbol for symbol in symbols(settings) if symbol not in known]
    for symbol in signs:
        proto.pieces.add(piece=symbol, score=0.0, type=proto.SentencePiece.USER_DEFINED)
    new.write_bytes(proto.SerializeToString())
    return added + signs


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

    def decode(self, ids: list[int]) -> str:
        """The text of `ids`; "</s>", "<unk>" and "<pad>" are left out."""
        pieces = [self.tokens[i] for i in ids if i > 1 and i != self.pad]
        return str(self.spm.decode_pieces(pieces))


def check_symbols(settings: Settings, encoder: Encoder) -> None:
    """Raises SystemExit naming what the settings use and the vocabulary lacks: it would all become <unk>."""
    wanted = symbols(settings) + list(COMBINING if settings["noise"]["decomposed"] else "")
    known = set(encoder.tokens)
    missing = [symbol for symbol in dict.fromkeys(wanted) if symbol not in known]
    if missing:
        raise SystemExit(
            f"the vocabulary lacks {' '.join(map(ascii, missing))}, which these settings use "
            "(tokenizer.masks, train.denoise_share, train.back_share, noise.decomposed): "
            "run `prepare` with the same settings again, in an empty work folder, or switch them off"
        )
