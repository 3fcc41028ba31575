"""The sentencepiece vocabulary of both languages, and its ids in Marian's order."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

from scripts.training.settings import Pair, Settings

MASK = "⟦{}⟧"


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
