"""Every error that Dateline raises on purpose. Each message says what is wrong and what to do about it.

DatelineError
├── SettingsError          a setting or argument that cannot be used
├── QuestionError          a question that cannot be asked (empty, too long)
├── IngestError            a source that cannot be taken in
├── LibraryError           the library cannot do what was asked
│   ├── LibraryBusyError        another process holds it and does not answer
│   ├── LibraryDamagedError     the catalogue itself cannot be read
│   ├── EmbeddingMismatchError  it was made with another embedding model
│   ├── ArticleNotFoundError    no such article
│   │   └── RevisionNotFoundError    it is there, but not in that revision
│   └── DiskFullError           not enough room to write safely
├── ModelError             a model cannot be opened or used
│   ├── ModelNotFoundError      no such model, file or package
│   ├── ModelKeyError           a key is missing or was refused
│   └── ModelUnreachableError   no connection, or it broke off
├── PromptError            a prompt file that breaks its own contract
└── TestSetError           a test set that cannot be read

All take one message, so that they survive being sent from one process to another.
"""


class DatelineError(Exception):
    """Base of all errors raised on purpose; entry points print its message and exit 1 (2 for SettingsError)."""


class SettingsError(DatelineError):
    """A setting or argument that cannot be used."""


class QuestionError(DatelineError):
    """A question that cannot be asked."""


class IngestError(DatelineError):
    """A source that cannot be taken in."""


class LibraryError(DatelineError):
    """The library cannot do what was asked."""


class LibraryBusyError(LibraryError):
    """Another process holds the library and does not answer."""


class LibraryDamagedError(LibraryError):
    """The catalogue, which is the truth, cannot be read."""


class EmbeddingMismatchError(LibraryError):
    """The library was made with another embedding model."""


class ArticleNotFoundError(LibraryError):
    """The library holds no such article."""


class RevisionNotFoundError(ArticleNotFoundError):
    """The library holds the article, but not in the revision that is asked for."""


class DiskFullError(LibraryError):
    """Not enough free disk to write safely."""


class ModelError(DatelineError):
    """A model cannot be opened or used."""


class ModelNotFoundError(ModelError):
    """No such model, file or provider package."""


class ModelKeyError(ModelError):
    """A key is missing or was refused."""


class ModelUnreachableError(ModelError):
    """No connection to the model, or it broke off."""


class PromptError(DatelineError):
    """A prompt file that breaks its own contract."""


class TestSetError(DatelineError):
    """A test set that cannot be read."""

    __test__ = False  # pytest would otherwise try to collect a class of this name
