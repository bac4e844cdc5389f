"""The texts of a run's retrieved passages, from the library that the run was made on."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from core.errors import ArticleNotFoundError, TestSetError
from core.settings import Settings
from evaluation.corpus import CACHE, kept_libraries, library_hash
from evaluation.predictions import Prediction
from vectorstore.interface import Library
from vectorstore.layout import holds_library

Texts = Mapping[str, tuple[str, ...]]
"""qid -> the texts of its passages, best first."""


def passage_texts(
    predictions: Sequence[Prediction], corpus_hash: str, settings: Settings, *, kept: Path = CACHE
) -> Texts:
    """What `predictions` retrieved, from a library in `kept` with the run's `corpus_hash`, or from the settings' one.

    Raises TestSetError where neither holds the run's articles.
    """
    for library in _libraries(corpus_hash, settings, kept):
        try:
            return texts_from(library, predictions)
        except ArticleNotFoundError:
            continue
    raise TestSetError(
        f"the articles of this run are neither kept under {kept} nor as they were in the library {settings.data_dir}; "
        "make the run again, or name its library with --data-dir"
    )


def texts_from(library: Library, predictions: Sequence[Prediction]) -> Texts:
    """The passages of `predictions` as `library` holds them. Raises ArticleNotFoundError for one that it does not."""

    @cache
    def text(article_id: str) -> str:
        return library.article(article_id).text

    def passage(article_id: str, start: int, end: int) -> str:
        if end > len(text(article_id)):
            raise ArticleNotFoundError(f"article {article_id} is shorter than it was")
        return text(article_id)[start:end]

    return {one.qid: tuple(passage(p.article_id, p.start, p.end) for p in one.passages) for one in predictions}


def _libraries(corpus_hash: str, settings: Settings, kept: Path) -> Iterator[Library]:
    """Each is open until the next one is asked for."""
    from ingest.opening import opened

    for data_dir in kept_libraries(corpus_hash, kept):
        with opened(settings=settings.model_copy(update={"data_dir": data_dir})) as parts:
            yield parts.library
    # Opening a library makes one where there is none.
    if holds_library(settings.data_dir):
        with opened(settings=settings) as parts:
            if library_hash(parts.library) == corpus_hash:
                yield parts.library
