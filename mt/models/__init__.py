"""Stage 3 of 4, its models: a name -> a Model that lies ready in a folder.

    registry    the models known by name
    hub, fetch  a checkpoint from a hub, whole and hashed           (the only network use of the package)
    checkpoint  what a Hugging Face folder holds, and what in it would go wrong silently
    convert     that folder -> a CTranslate2 folder
    verify      the converted model gives the reference's tokens, or is refused
    make, pull  all of these in order: `mt models import`, `mt models pull`
    manifest    mt.json, which says what a converted folder holds
    store       where the folders lie: MT_HOME
    resolve     a name, hub id or folder -> Model
    catalogue   what is known and what is at hand: `mt models list`

Importing this imports nothing heavy.
"""

from __future__ import annotations

from mt.models.manifest import Manifest
from mt.models.registry import REGISTRY, Known
from mt.models.resolve import find, installed
from mt.models.store import home

__all__ = ["REGISTRY", "Known", "Manifest", "find", "home", "installed"]
