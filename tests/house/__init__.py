"""Promises about the house itself: floors, names, packaging, settings and secrets."""
