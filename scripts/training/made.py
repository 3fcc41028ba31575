"""Pairs made by rule: photo credits and bylines, which no parallel corpus has."""

from __future__ import annotations

import random
import re

from scripts.training.settings import Pair


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
