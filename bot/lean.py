"""Imports that leave out what a library loads only because it happens to be installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(package: str) -> Iterator[None]:
    """What is imported inside takes this package for absent, unless it is loaded already."""
    hidden = package not in sys.modules
    if hidden:
        sys.modules[package] = None  # type: ignore[assignment]  # so Python itself marks what is not to be found
    try:
        yield
    finally:
        if hidden:
            del sys.modules[package]
