"""Stage 3 of 4, its models: a name -> a Model that lies ready in a folder.

    registry    the models known by name
    fetch       a checkpoint from a hub, whole and hashed           (`mt models pull`; the only network use)
    checkpoint  what a Hugging Face folder holds, and what in it would go wrong silently
    convert     that folder -> a CTranslate2 folder
    verify      the converted model gives the reference's tokens, or is refused
    manifest    mt.json, which says what a converted folder holds
    store       where the folders lie: MT_HOME
    resolve     a name, hub id or folder -> Model

Importing this imports nothing heavy.
"""

from __future__ import annotations

from mt.models.manifest import Manifest
from mt.models.registry import REGISTRY, Known
from mt.models.resolve import find, installed
from mt.models.store import home

__all__ = ["REGISTRY", "Known", "Manifest", "find", "home", "installed"]
