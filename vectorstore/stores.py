"""The three stores of one library."""

from dataclasses import dataclass

from vectorstore.catalogue import Catalogue
from vectorstore.dense import DenseIndex
from vectorstore.lexical import LexicalIndex


@dataclass(frozen=True, slots=True)
class Stores:
    """The three stores of one library."""

    catalogue: Catalogue
    dense: DenseIndex
    lexical: LexicalIndex
