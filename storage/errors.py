"""What storage can refuse, each with a code from which floor 5 makes a sentence."""


class StorageError(Exception):
    """A refusal by storage.

    ``code`` is kebab-case and stands for one sentence; ``facts`` are plain values to fill it in (``why``
    chooses between its variants).
    ``str()`` is a plain English sentence for operators and logs.
    """

    code = "storage"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.facts = facts


class Absent(StorageError):
    """There is no database where one is to be looked into."""

    code = "storage-absent"


class Locked(StorageError):
    """Another process holds the database; waiting was in vain."""

    code = "storage-locked"


class Unreadable(StorageError):
    """The database's file cannot be opened or written by us."""

    code = "storage-unreadable"


class Missing(StorageError):
    """A row that must be there is not."""

    code = "storage-missing"


class Damaged(StorageError):
    """The database fails its own check; serving from it could lose more."""

    code = "storage-damaged"


class SchemaDiffers(StorageError):
    """The database was written by another version of the program."""

    code = "storage-schema-differs"


class Unsafe(StorageError):
    """A file or folder that others can read or redirect, or a place where locks do not hold."""

    code = "storage-unsafe"


class InUse(StorageError):
    """Another process works where only one may."""

    code = "storage-in-use"


class Unreachable(StorageError):
    """The database server cannot be reached now."""

    code = "storage-unreachable"


class OutcomeUnknown(StorageError):
    """The connection broke inside COMMIT and the server cannot say whether it took place."""

    code = "storage-outcome-unknown"


class Closed(StorageError):
    """The store is shut; nothing is accepted any more."""

    code = "storage-closed"
