"""Strict twins of the chat platforms, with phones to play on; speaks only HTTP and imports no room."""
