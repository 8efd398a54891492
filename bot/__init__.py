"""People and platforms: cards, platform adapters, the web form, the process and the command line."""

__version__ = "0.1.0"
