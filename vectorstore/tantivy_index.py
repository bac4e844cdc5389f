"""One tantivy index: the words of texts by field, under the limits of a search.

Queries are built from analysed terms and never parsed, so that nothing in a question is syntax.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import FieldType, Filter, Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from core.types import Article, Filters
from vectorstore.catalogue import Keys
from vectorstore.fusion import FIELD_BOOSTS

_TEXT_FIELDS = ("body", "title", "heading", "source", "date")
# A question of more different words is searched for by its first ones; no real one comes near.
MAX_TERMS = 64
# tantivy's least memory for one writing thread is 15 MB; more makes larger segments while a library is filled.
_WRITER_BYTES = 50_000_000
# Question words say what kind of answer is wanted, never what it is about; tantivy's own list lacks them.
_QUESTION_WORDS = [
    *("what", "which", "who", "whom", "whose", "when", "where", "why", "how", "did", "does", "do", "has", "have"),
    *("had", "were", "been", "am", "i", "you", "he", "she", "his", "her", "him"),
    *("from", "about", "according", "s", "t"),
]
# tantivy refuses terms of more than 65,530 bytes; a source name is cut far below.
_MAX_NAME_BYTES = 1_000
# What a term's score in a field is multiplied with.
Factor = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search is limited to: the user's filters, with articles by key (None: any)."""

    filters: Filters = field(default_factory=Filters)
    article_keys: Sequence[int] | None = None


def _same(_name: str, _term: str) -> float:
    return 1.0


class TantivyIndex:
    """One index in `folder`, or in memory where that is None."""

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder) if folder is not None else None)
        self._analyzer = _analyzer()
        self._index.register_tokenizer("english", self._analyzer)
        self._index.config_reader("manual")
        self._boosts = {name: boost for name, boost in asdict(FIELD_BOOSTS).items() if boost}
        self._writer: tantivy.IndexWriter | None = None
        self._index.reload()

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        return self._writer

    def add(
        self, key: int, article_key: int, article: Article, fields: Mapping[str, str], bands: Sequence[int] = ()
    ) -> None:
        document = tantivy.Document()
        for band in bands:
            document.add_unsigned("band", band)
        document.add_unsigned("key", key)
        document.add_unsigned("article", article_key)
        document.add_text("outlet", _name(article.source))
        if article.published is not None:
            document.add_integer("day", article.published.toordinal())
        for name, text in fields.items():
            if text:
                document.add_text(name, _clean(text))
        self._writing().add_document(document)

    def delete(self, article_keys: Sequence[int]) -> None:
        # Not delete_documents_by_term: tantivy-py 0.27 finds no unsigned number with it, and says nothing.
        self._writing().delete_documents_by_query(Query.term_set_query(self._schema, "article", article_keys))

    def commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()
            self._index.reload()

    def search(self, question: str, limit: int, scope: Scope) -> tuple[Keys, NDArray[np.float64]]:
        return self._run(question, limit, _conditions(self._schema, scope))

    def rarity(self, name: str, term: str) -> float:
        """The inverse document frequency of `term` in the field `name`, as tantivy's BM25 has it."""
        searcher = self._index.searcher()
        # Documents that were deleted are counted until their segment is merged.
        having = min(searcher.doc_freq(name, term), searcher.num_docs)
        return math.log1p((searcher.num_docs - having + 0.5) / (having + 0.5))

    def scores(self, question: str, keys: Keys, factor: Factor = _same) -> Mapping[int, float]:
        if not keys.size:
            return {}
        of_keys = Query.term_set_query(self._schema, "key", keys.tolist())
        found, scores = self._run(question, len(keys), [of_keys], factor)
        return dict(zip(found.tolist(), scores.tolist(), strict=True))

    def _run(
        self, question: str, limit: int, conditions: Sequence[Query], factor: Factor = _same
    ) -> tuple[Keys, NDArray[np.float64]]:
        terms = list(dict.fromkeys(self._analyzer.analyze(_clean(question))))[:MAX_TERMS]
        if not terms:
            return np.empty(0, dtype=np.int64), np.empty(0)
        matching = Query.boolean_query([(Occur.Should, self._term(term, factor)) for term in terms])
        if conditions:
            # A condition says yes or no; its score of 0 leaves the ranking to the words.
            must = [(Occur.Must, Query.const_score_query(condition, 0.0)) for condition in conditions]
            matching = Query.boolean_query([(Occur.Must, matching), *must])
        return self._hits(matching, limit)

    def sharing(self, bands: Sequence[int], limit: int) -> Keys:
        if not bands:
            return np.empty(0, dtype=np.int64)
        has = [Query.term_query(self._schema, "band", band, "basic") for band in bands]
        any_of = Query.boolean_query([(Occur.Should, Query.const_score_query(one, 1.0)) for one in has])
        return self._hits(any_of, limit)[0]

    def _hits(self, query: Query, limit: int) -> tuple[Keys, NDArray[np.float64]]:
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        keys = searcher.fast_field_values("key", [address for _, address in hits])
        return np.array(keys, dtype=np.int64), np.array([score for score, _ in hits], dtype=np.float64)

    def _term(self, term: str, factor: Factor) -> Query:
        in_fields = [
            (
                Occur.Should,
                Query.boost_query(Query.term_query(self._schema, name, term, "freq"), boost * factor(name, term)),
            )
            for name, boost in self._boosts.items()
        ]
        return Query.boolean_query(in_fields)

    def keys(self) -> Keys:
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return np.empty(0, dtype=np.int64)
        hits = searcher.search(Query.all_query(), searcher.num_docs, count=False).hits
        keys = searcher.fast_field_values("key", [address for _, address in hits])
        return np.sort(np.array(keys, dtype=np.int64))

    def close(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_unsigned_field("article", indexed=True, fast=True)
    builder.add_unsigned_field("band", indexed=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_text_field("outlet", tokenizer_name="raw", index_option="basic")
    for name in _TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="english", index_option="freq")
    return builder.build()


def _analyzer() -> TextAnalyzer:
    filters = (
        Filter.remove_long(80),
        Filter.lowercase(),
        Filter.ascii_fold(),
        Filter.stopword("english"),
        Filter.custom_stopword(_QUESTION_WORDS),
        Filter.stemmer("english"),
    )
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for part in filters:
        builder = builder.filter(part)
    return builder.build()


def _conditions(schema: tantivy.Schema, scope: Scope) -> list[Query]:
    filters = scope.filters
    found = []
    if filters.since or filters.until:
        first = filters.since.toordinal() if filters.since else None
        last = filters.until.toordinal() if filters.until else None
        found.append(Query.range_query(schema, "day", FieldType.Integer, first, last))
    if filters.sources:
        found.append(Query.term_set_query(schema, "outlet", [_name(source) for source in filters.sources]))
    if scope.article_keys is not None:
        found.append(Query.term_set_query(schema, "article", list(scope.article_keys)))
    return found


def _clean(text: str) -> str:
    """`text` as UTF-8 can hold it: lone surrogates become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _name(source: str) -> str:
    return source.encode("utf-8", "replace")[:_MAX_NAME_BYTES].decode("utf-8", "ignore")
