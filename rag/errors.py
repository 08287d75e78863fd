"""Every error a user can meet, each with a message that says what to do.

VerantwoordError
├── ConfigError       config.yaml or the command line is wrong
│   └── UnknownId     a section or document id that does not exist
├── DocumentError     one document cannot be read; reported, never fatal for a run
├── LockedError       another process holds the index
├── IndexStateError   the index is missing, damaged or of another make
├── EmbeddingError    the embedding model cannot be loaded or reached
├── ReportError       a text is not a report
├── FetchError        something could not be fetched from a publisher
├── Waiting           no error: what was asked is not answered yet
└── ModelError        the language model gave no usable reply
    └── BudgetError   the next call could exceed the budget
"""

from typing import ClassVar


class VerantwoordError(Exception):
    """Base of all expected errors; ``exit_code`` is what the command line returns."""

    exit_code: ClassVar[int] = 3


class ConfigError(VerantwoordError):
    """A wrong configuration or command line."""

    exit_code = 4


class UnknownId(ConfigError):
    """An id that is not in the agreement or the corpus."""


class DocumentError(VerantwoordError):
    """One unreadable document: ``code`` for machines, the message (Dutch-free) for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class LockedError(VerantwoordError):
    """Another process is writing."""


class IndexStateError(VerantwoordError):
    """No usable index."""


class EmbeddingError(VerantwoordError):
    """No usable embedding model."""


class ReportError(VerantwoordError):
    """A text that cannot be read as a report."""


class FetchError(VerantwoordError):
    """No usable answer of a publisher; ``code`` for machines, ``retryable`` says whether a later run may do better."""

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable


class Waiting(VerantwoordError):
    """What was asked of a provider is not answered yet; the same command goes on later."""

    exit_code = 2


class ModelError(VerantwoordError):
    """No usable reply of the language model; ``retryable`` says whether asking again may help."""

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable


class BudgetError(ModelError):
    """The next call could exceed the configured budget."""

    def __init__(self, message: str) -> None:
        super().__init__("budget", message)
