"""Small stand-ins that hold still: an in-memory library, an embedder of word counts, a scripted chat model."""

from tests.fakes.articles import article, evidence_at, passage
from tests.fakes.chat import ScriptedChat, scripted
from tests.fakes.library import MemoryLibrary
from tests.fakes.words import WordEmbeddings, WordReader

__all__ = [
    "MemoryLibrary",
    "ScriptedChat",
    "WordEmbeddings",
    "WordReader",
    "article",
    "evidence_at",
    "passage",
    "scripted",
]
