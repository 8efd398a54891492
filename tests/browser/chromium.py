"""Where the browser is, and how it is started so that two screenshots of one state are the same bytes."""

import os
import shutil

import pytest

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-lcd-text", "--font-render-hinting=none",
    "--force-color-profile=srgb", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
)  # fmt: skip


def chromium() -> str:
    """The browser's path. Without one the test is skipped with its reason, and fails on CI."""
    named = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    found = named and shutil.which(named)
    if found:
        return found
    reason = f"no chromium on PATH or in CHROMIUM ({named or 'unset'})"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; on CI the browser tests must run")
    pytest.skip(reason)
