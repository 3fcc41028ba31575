"""Does a converted model answer what it should?

At conversion: in float32 it must give the tokens that transformers gives, on every probe at beam 1. Public
conversions have been published that give garbage (CTranslate2 issue 832, transformers 26216 and 26271).
Later, without torch: its files must have their hashes, and it must still give the answers that it gave then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from mt import runtime
from mt.errors import BackendError
from mt.models import manifest as manifests
from mt.models.checkpoint import Checkpoint, quiet, require_torch, translated
from mt.models.manifest import Manifest, Probe

PROBES = (
    "Sáng nay, hàng trăm người dân xếp hàng từ 5 giờ để mua vé tàu về quê ăn Tết.",
    "Tôi chưa từng thấy nơi nào đẹp như vịnh Hạ Long.",
    "Theo Bộ Y tế, cả nước ghi nhận thêm 1.250 ca mắc sốt xuất huyết trong tuần qua.",
    "Nếu trời không mưa, chúng ta sẽ leo núi vào Chủ nhật.",
    "Giá cà phê xuất khẩu tăng 2,5% so với cùng kỳ năm trước.",
    "Bà cụ bán xôi đầu ngõ đã nghỉ bán được hai tháng rồi.",
    "Xin hỏi, bưu điện gần nhất ở đâu ạ?",
    "Dự án cầu vượt dài 320 mét này dự kiến hoàn thành vào cuối năm 2025.",
)
#: Longest answer compared, in tokens. Both sides stop there; the last ones are not compared.
LIMIT = 64
#: Mean similarity to the stored answers under which a model counts as broken. Rounding of int8 differs
#: between processors, so single tokens may change; another model's answers share almost nothing.
SIMILAR = 0.5


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found. `identical` of `probes` answers are the stored ones token for token.

    similarity: mean share of tokens in common with the stored answers, 0-1; 1 where there are no probes.
    compute, probe_compute: the type that ran now, and the one that gave the stored answers.
    """

    name: str
    files: int
    probes: int
    identical: int
    similarity: float
    compute: str
    probe_compute: str

    @property
    def exact(self) -> bool:
        return self.identical == self.probes


def source_tokens(folder: Path, manifest: Manifest, texts: Sequence[str]) -> list[list[str]]:
    """What the model reads for each text: pieces, end mark, and the language code where there is one."""
    import sentencepiece

    name = "source.spm" if manifest.family == "marian" else "sentencepiece.bpe.model"
    try:
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / name))
    except (OSError, RuntimeError) as error:
        raise BackendError(
            f"{folder / name}: cannot be loaded: {error}. {manifests.remedy(manifest)}"
        ) from error
    prefix = [manifest.source_code] if manifest.source_code else []
    # Marian's end mark is not added by CTranslate2; without it the answers are plausible and wrong.
    return [[*prefix, *pieces, "</s>"] for pieces in model.encode(list(texts), out_type=str)]


def answers(
    folder: Path,
    manifest: Manifest,
    sources: Sequence[Sequence[str]],
    beam: int = 1,
    compute: str = "default",
) -> tuple[list[tuple[str, ...]], str]:
    """The converted model's target tokens for each source, and the compute type that ran."""
    ctranslate2 = runtime.ctranslate2()

    prefix = [[manifest.target_code]] * len(sources) if manifest.target_code else None
    try:
        translator = ctranslate2.Translator(str(folder), device="cpu", compute_type=compute, intra_threads=1)
        results = translator.translate_batch(
            [list(source) for source in sources],
            target_prefix=prefix,
            beam_size=beam,
            max_decoding_length=LIMIT,
        )
    except (RuntimeError, ValueError) as error:
        raise BackendError(f"{folder}: cannot be run: {error}. {manifests.remedy(manifest)}") from error
    skip = 1 if prefix else 0
    return [tuple(result.hypotheses[0][skip:]) for result in results], str(translator.compute_type)


class Reference:
    """The checkpoint as transformers runs it, in float32 on the CPU."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        require_torch()
        import torch
        import transformers

        self._checkpoint = checkpoint
        codes = {"src_lang": checkpoint.source_code, "tgt_lang": checkpoint.target_code}
        # M2M-100's tokenizer calls "vi" what its vocabulary calls "__vi__".
        names = {key: code.strip("_") for key, code in codes.items() if code}
        with translated(checkpoint.folder, "transformers cannot load it"), quiet():
            self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(checkpoint.folder, **names)
            self._model: Any = transformers.AutoModelForSeq2SeqLM.from_pretrained(
                checkpoint.folder, dtype=torch.float32, use_safetensors=True
            ).eval()
        for code in filter(None, codes.values()):
            if self._tokenizer.convert_tokens_to_ids(code) in (None, self._tokenizer.unk_token_id):
                raise BackendError(f"{checkpoint.folder}: {code} is unknown to its tokenizer")

    def sources(self, texts: Sequence[str]) -> list[list[str]]:
        """Tokens that the model reads."""
        return [self._tokenizer.convert_ids_to_tokens(self._tokenizer(text).input_ids) for text in texts]

    def known(self, tokens: Sequence[str]) -> list[str]:
        """`tokens`, those that the vocabulary lacks replaced by the unknown mark."""
        identifiers = self._tokenizer.convert_tokens_to_ids(list(tokens))
        return list(self._tokenizer.convert_ids_to_tokens(identifiers))

    def answers(self, texts: Sequence[str], beam: int) -> list[tuple[str, ...]]:
        """Target tokens, without marks and language code."""
        import torch

        tokenizer, model = self._tokenizer, self._model
        # Replaced, not passed: generate() fills what a passed one leaves at its default from the model's.
        model.generation_config = self._generation(beam)
        with quiet(), torch.inference_mode():
            batch = tokenizer(list(texts), padding=True, return_tensors="pt")
            rows = model.generate(**batch).tolist()
        marks = {tokenizer.eos_token_id, tokenizer.pad_token_id}
        if self._checkpoint.target_code:
            marks.add(tokenizer.convert_tokens_to_ids(self._checkpoint.target_code))
        return [tuple(tokenizer.convert_ids_to_tokens([i for i in row if i not in marks])) for row in rows]

    def _generation(self, beam: int) -> Any:
        import transformers

        config, tokenizer = self._model.config, self._tokenizer
        options: dict[str, Any] = {
            "num_beams": beam,
            "do_sample": False,
            "max_new_tokens": LIMIT,
            "eos_token_id": tokenizer.eos_token_id,
            "pad_token_id": tokenizer.pad_token_id,
            "decoder_start_token_id": config.decoder_start_token_id,
            # The way CTranslate2 ends a beam search. No forced end mark: it has none at the limit.
            "early_stopping": beam > 1,
        }
        if self._checkpoint.target_code:
            options["forced_bos_token_id"] = tokenizer.convert_tokens_to_ids(self._checkpoint.target_code)
        else:
            # CTranslate2's vocabulary has no <pad>, so its probabilities are over the rest.
            options |= {"bad_words_ids": [[tokenizer.pad_token_id]], "renormalize_logits": True}
        return transformers.GenerationConfig(**options)


def check_against_reference(folder: Path, manifest: Manifest, checkpoint: Checkpoint) -> None:
    """Raises BackendError unless the float32 conversion in `folder` reads and answers as the checkpoint does.

    At beam 1 every probe must agree. At beam 4 one may differ: equal scores are ordered differently (99 of
    100 agreed in trials).
    """
    reference = Reference(checkpoint)
    sources = source_tokens(folder, manifest, PROBES)
    for text, ours, theirs in zip(PROBES, sources, reference.sources(PROBES), strict=True):
        if reference.known(ours) != theirs:
            raise BackendError(
                f"{checkpoint.folder}: its SentencePiece model and its tokenizer disagree on {text!r}: "
                f"{' '.join(ours)!r} and {' '.join(theirs)!r}"
            )
    for beam, allowed in ((1, 0), (4, 1)):
        ours_all, _ = answers(folder, manifest, sources, beam, "float32")
        theirs_all = reference.answers(PROBES, beam)
        wrong = [
            (text, ours, theirs)
            for text, ours, theirs in zip(PROBES, ours_all, theirs_all, strict=True)
            if ours[: LIMIT - 2] != theirs[: LIMIT - 2]
        ]
        if len(wrong) > allowed:
            text, got, expected = wrong[0]
            raise BackendError(
                f"{checkpoint.folder}: refused: converted to float32 it answers {len(wrong)} of "
                f"{len(PROBES)} probes otherwise than transformers does at beam {beam}. First: {text!r}: "
                f"{' '.join(got)!r} instead of {' '.join(expected)!r}"
            )


def with_probes(folder: Path, manifest: Manifest) -> Manifest:
    """`manifest` with the answers that the model in `folder` gives to the probes now."""
    sources = source_tokens(folder, manifest, PROBES)
    targets, compute = answers(folder, manifest, sources)
    probes = tuple(
        Probe(text, tuple(source), target)
        for text, source, target in zip(PROBES, sources, targets, strict=True)
    )
    return replace(manifest, probes=probes, probe_compute=compute)


def similarity(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]) -> float:
    """Mean share of tokens in common and in order, 0-1; 1 where there is nothing to compare."""
    ratios = [SequenceMatcher(None, a, b, autojunk=False).ratio() for a, b in zip(first, second, strict=True)]
    return sum(ratios) / len(ratios) if ratios else 1.0


def verify(folder: Path) -> Verification:
    """What the converted model in `folder` is found to be. Needs no torch; takes seconds for a large one.

    Raises BackendError naming the file when one is missing, cut or changed, or when the answers to the probes
    are not those of the model that was converted (similarity under `SIMILAR`).
    """
    manifest = manifests.load(folder)
    for name, record in manifest.files.items():
        if manifests.sha256_of(folder / name) != record.sha256:
            raise BackendError(f"{folder / name}: changed since it was made. {manifests.remedy(manifest)}")
    expected = [probe.target_tokens for probe in manifest.probes]
    now, compute = answers(folder, manifest, [probe.source_tokens for probe in manifest.probes])
    alike = similarity(now, expected)
    if alike < SIMILAR:
        raise BackendError(
            f"{folder}: answers the probes otherwise than when it was made "
            f"({alike:.0%} of the tokens in common). {manifests.remedy(manifest)}"
        )
    identical = sum(a == b for a, b in zip(now, expected, strict=True))
    return Verification(
        manifest.name, len(manifest.files), len(expected), identical, alike, compute, manifest.probe_compute
    )
