"""Writes tiny models of the real classes and file layouts: python scripts/make_tiny_models.py OUT

OUT/marian         MarianMTModel as on the hub today: safetensors, generation_config.json
OUT/marian-legacy  the same weights as older uploads have them: pytorch_model.bin, generation parameters in
                   config.json, no generation_config.json
OUT/nllb           M2M100ForConditionalGeneration with the NLLB-200 tokenizer and its language codes
OUT/m2m            the same class with M2M-100's tokenizer and codes

They have learnt the sentences of `PAIRS` by heart and are there to be converted, loaded and compared. A
minute on one core at most; nothing is downloaded.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import sentencepiece
import torch
import transformers
from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES

PAIRS = (
    ("Hôm nay trời mưa to.", "It is raining hard today."),
    ("Tôi thích uống cà phê sữa đá.", "I like to drink iced milk coffee."),
    ("Ngày mai chúng tôi đi Đà Nẵng.", "We are going to Da Nang tomorrow."),
    ("Giá xăng tăng mạnh trong tuần này.", "Petrol prices rose sharply this week."),
    ("Anh ấy làm việc ở một ngân hàng.", "He works at a bank."),
    ("Cô giáo đang đọc sách cho học sinh.", "The teacher is reading a book to the pupils."),
    ("Chợ Bến Thành rất đông khách du lịch.", "Ben Thanh market is full of tourists."),
    ("Bão số 5 đã đổ bộ vào miền Trung.", "Storm number 5 has hit the central region."),
    ("Bạn có thể giúp tôi một việc không?", "Can you help me with something?"),
    ("Con mèo nằm ngủ trên mái nhà.", "The cat is sleeping on the roof."),
    ("Chúng tôi cần thêm thời gian.", "We need more time."),
    ("Đội tuyển Việt Nam thắng 2 - 0.", "The Vietnamese team won 2 - 0."),
    ("Ông ngoại tôi trồng lúa ở đồng bằng.", "My grandfather grows rice in the delta."),
    ("Cửa hàng này đóng cửa lúc 9 giờ tối.", "This shop closes at 9 in the evening."),
    ("Bệnh viện vừa nhận 30 bệnh nhân mới.", "The hospital has just received 30 new patients."),
    ("Chính phủ công bố kế hoạch mới.", "The government announced a new plan."),
    ("Mẹ nấu phở cho cả nhà.", "Mother cooks pho for the whole family."),
    ("Xe buýt đến muộn mười phút.", "The bus is ten minutes late."),
    ("Em bé cười khi thấy bố.", "The baby smiles when she sees her father."),
    ("Hãy gọi cho tôi khi bạn đến nơi.", "Call me when you get there."),
    ("Họ xây một cây cầu qua sông.", "They are building a bridge across the river."),
    ("Tôi chưa bao giờ đến Hà Nội.", "I have never been to Hanoi."),
    ("Quyển từ điển này rất hữu ích.", "This dictionary is very useful."),
    ("Công ty tuyển thêm kỹ sư phần mềm.", "The company is hiring more software engineers."),
    ("Xin lỗi, tôi không hiểu câu hỏi.", "Sorry, I do not understand the question."),
    ("Lũ lụt làm hỏng nhiều ngôi nhà.", "The floods damaged many houses."),
    ("Chị tôi học ngành y ở Huế.", "My sister studies medicine in Hue."),
    ("Mùa hè ở đây nóng và ẩm.", "Summer here is hot and humid."),
    ("Vé tàu đã bán hết từ hôm qua.", "The train tickets sold out yesterday."),
    ("Anh quên chìa khóa ở văn phòng.", "You left the keys at the office."),
    ("Nông dân được mùa vải thiều.", "The farmers had a good lychee harvest."),
    ("Phim bắt đầu lúc bảy giờ rưỡi.", "The film starts at half past seven."),
    ("Tòa án hoãn phiên xử đến tháng 6.", "The court postponed the trial until June."),
    ("Đường phố sạch hơn trước.", "The streets are cleaner than before."),
    ("Bác sĩ khuyên ông ấy bỏ thuốc lá.", "The doctor advised him to stop smoking."),
    ("Chúng ta nên trồng thêm cây xanh.", "We should plant more trees."),
    ("Máy tính của tôi bị hỏng.", "My computer is broken."),
    ("Cảm ơn anh đã chờ.", "Thank you for waiting."),
    ("Lớp học bắt đầu vào thứ Hai.", "The class starts on Monday."),
    ("Ở quê, mọi người dậy rất sớm.", "In the country, people get up very early."),
)
SEED = 7
STEPS = 250
WIDTH = 64


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes tiny models of the real classes and file layouts.")
    parser.add_argument("out", type=Path, help="folder to write into")
    out: Path = parser.parse_args().out
    torch.set_num_threads(1)
    transformers.utils.logging.disable_progress_bar()
    make_marian(out / "marian")
    make_legacy(out / "marian", out / "marian-legacy")
    make_nllb(out / "nllb")
    make_m2m(out / "m2m")
    print(out, file=sys.stderr)


def train_pieces(texts: list[str], size: int, kind: str) -> bytes:
    """A SentencePiece model of at most `size` pieces, serialised."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=size,
        model_type=kind,
        character_coverage=1.0,
        hard_vocab_limit=False,
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()


def fit(model: Any, batch: dict[str, Any], zero_row: int | None) -> None:
    """Trains in place on the one batch. `zero_row` of the embedding stays zero: Marian decoding starts from
    it, and its gradient through the tied output layer would make it drift."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=STEPS, pct_start=0.2)
    model.train()
    for _ in range(STEPS):
        loss = model(**batch).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        if zero_row is not None:
            with torch.no_grad():
                model.get_input_embeddings().weight[zero_row].zero_()
    model.eval()
    print(f"{type(model).__name__}: loss {loss.item():.3f}", file=sys.stderr)


def dump(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def pieces_of(path: Path) -> list[str]:
    model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [model.id_to_piece(i) for i in range(len(model))]


def write_marian_tokenizer(folder: Path) -> dict[str, int]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "source.spm").write_bytes(train_pieces([vi for vi, _ in PAIRS], 320, "unigram"))
    (folder / "target.spm").write_bytes(train_pieces([en for _, en in PAIRS], 320, "unigram"))
    tokens = dict.fromkeys(["</s>", "<unk>"])
    for name in ("source.spm", "target.spm"):
        tokens.update(dict.fromkeys(p for p in pieces_of(folder / name) if p != "<s>"))
    # One vocabulary for both sides, <pad> last, as in every conversion of an OPUS-MT model.
    tokens["<pad>"] = None
    vocabulary = {token: number for number, token in enumerate(tokens)}
    dump(folder / "vocab.json", vocabulary)
    dump(
        folder / "tokenizer_config.json",
        {
            "source_lang": "vi",
            "target_lang": "en",
            "model_max_length": 512,
            "tokenizer_class": "MarianTokenizer",
        },
    )
    return vocabulary


def marian_generation(pad: int) -> dict[str, Any]:
    return {
        "bad_words_ids": [[pad]],
        "bos_token_id": 0,
        "decoder_start_token_id": pad,
        "eos_token_id": 0,
        "forced_eos_token_id": 0,
        "max_length": 512,
        "num_beams": 4,
        "pad_token_id": pad,
    }


def make_marian(folder: Path) -> None:
    vocabulary = write_marian_tokenizer(folder)
    pad = vocabulary["<pad>"]
    torch.manual_seed(SEED)
    config = transformers.MarianConfig(
        vocab_size=len(vocabulary), d_model=WIDTH, encoder_layers=2, decoder_layers=2,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=128, decoder_ffn_dim=128,
        activation_function="swish", dropout=0.0, attention_dropout=0.0, activation_dropout=0.0,
        scale_embedding=True, static_position_embeddings=True, max_position_embeddings=512,
        pad_token_id=pad, eos_token_id=0, bos_token_id=0, decoder_start_token_id=pad,
        forced_eos_token_id=0, share_encoder_decoder_embeddings=True,
    )  # fmt: skip
    model = transformers.MarianMTModel(config)
    # The real ones have a bias, so a conversion that loses it must not pass here either.
    model.final_logits_bias = 0.1 * torch.randn(1, len(vocabulary))
    model.final_logits_bias[0, pad] = 0
    tokenizer = transformers.MarianTokenizer.from_pretrained(folder)
    batch = tokenizer(
        [vi for vi, _ in PAIRS], text_target=[en for _, en in PAIRS], padding=True, return_tensors="pt"
    )
    batch["labels"][batch["labels"] == pad] = -100
    fit(model, dict(batch), zero_row=pad)
    model.generation_config = transformers.GenerationConfig(**marian_generation(pad))
    model.save_pretrained(folder)


def make_legacy(folder: Path, out: Path) -> None:
    from safetensors.torch import load_file

    out.mkdir(parents=True, exist_ok=True)
    for name in ("source.spm", "target.spm", "vocab.json"):
        shutil.copyfile(folder / name, out / name)
    dump(out / "tokenizer_config.json", {"target_lang": "en", "source_lang": "vi"})
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    generation = marian_generation(config["pad_token_id"])
    dump(out / "config.json", {**config, **generation})
    # Written by hand: save_pretrained of transformers 5 writes safetensors whatever it is told.
    torch.save(load_file(folder / "model.safetensors"), out / "pytorch_model.bin")


def write_nllb_tokenizer(folder: Path) -> None:
    """sentencepiece.bpe.model, and tokenizer.json with the ids in the hub's order: four specials, pieces,
    language codes, <mask>."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from transformers.convert_slow_tokenizer import import_protobuf

    folder.mkdir(parents=True, exist_ok=True)
    serialised = train_pieces([side for pair in PAIRS for side in pair], 500, "bpe")
    (folder / "sentencepiece.bpe.model").write_bytes(serialised)
    proto = import_protobuf().ModelProto.FromString(serialised)
    specials = ("<s>", "<pad>", "</s>", "<unk>")
    pieces = [p.piece for p in proto.pieces if p.piece not in specials]
    vocabulary = {token: number for number, token in enumerate((*specials, *pieces))}
    tokenizer = Tokenizer(models.BPE(vocabulary, merges_of(pieces), unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens([*specials, *FAIRSEQ_LANGUAGE_CODES])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=True)])
    tokenizer.save(str(folder / "tokenizer.json"))
    dump(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "NllbTokenizer",
            "model_max_length": 1024,
            "additional_special_tokens": FAIRSEQ_LANGUAGE_CODES,
        },
    )


def merges_of(pieces: list[str]) -> list[tuple[str, str]]:
    """Merge rules that rebuild `pieces`, which SentencePiece lists in the order in which it merged them."""
    order = {piece: number for number, piece in enumerate(pieces)}
    merges: list[tuple[str, str]] = []
    for piece in pieces:
        splits = [(piece[:i], piece[i:]) for i in range(1, len(piece))]
        known = [(left, right) for left, right in splits if left in order and right in order]
        merges += sorted(known, key=lambda pair: (order[pair[0]], order[pair[1]]))
    return merges


def make_nllb(folder: Path) -> None:
    write_nllb_tokenizer(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, src_lang="vie_Latn", tgt_lang="eng_Latn")
    # Two rows more than tokens: the hub's checkpoints have such unused rows too.
    train_multilingual(folder, tokenizer, len(tokenizer) + 2)


def make_m2m(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sentencepiece.bpe.model"
    path.write_bytes(train_pieces([side for pair in PAIRS for side in pair], 500, "bpe"))
    tokens = dict.fromkeys(["<s>", "<pad>", "</s>", "<unk>", *pieces_of(path)])
    dump(folder / "vocab.json", {token: number for number, token in enumerate(tokens)})
    unused = 8
    settings = {"tokenizer_class": "M2M100Tokenizer", "model_max_length": 1024, "num_madeup_words": unused}
    dump(folder / "tokenizer_config.json", settings)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, src_lang="vi", tgt_lang="en")
    codes = max(tokenizer.lang_token_to_id.values())
    train_multilingual(folder, tokenizer, codes + 1 + unused)


def train_multilingual(folder: Path, tokenizer: Any, size: int) -> None:
    torch.manual_seed(SEED)
    config = transformers.M2M100Config(
        vocab_size=size, d_model=WIDTH, encoder_layers=2, decoder_layers=2,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=128, decoder_ffn_dim=128,
        activation_function="relu", dropout=0.0, attention_dropout=0.0, activation_dropout=0.0,
        encoder_layerdrop=0.0, decoder_layerdrop=0.0, scale_embedding=True, max_position_embeddings=1024,
        pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2,
    )  # fmt: skip
    model = transformers.M2M100ForConditionalGeneration(config)
    batch = tokenizer(
        [vi for vi, _ in PAIRS], text_target=[en for _, en in PAIRS], padding=True, return_tensors="pt"
    )
    batch["labels"][batch["labels"] == 1] = -100
    fit(model, dict(batch), zero_row=None)
    model.generation_config = transformers.GenerationConfig(
        bos_token_id=0, decoder_start_token_id=2, eos_token_id=2, pad_token_id=1, max_length=200
    )
    model.save_pretrained(folder)


if __name__ == "__main__":
    main()
