"""What is said, in each language.

One folder per language, one .ftl file per column; zh_CN is the master. ``say(lang, terms)`` gives the
function that turns a sentence's id and its variables into text. Office words are Fluent terms
(``-liaison = 信息员``) which an organisation may replace with its own.
"""

from locales.check import lint
from locales.overlay import BadTerms, Overlay, read_terms
from locales.overlay import words_of as check_terms
from locales.sentences import (
    MissingSentence,
    MissingVariable,
    Say,
    be_strict,
    language,
    pick,
    say,
    sentence_ids,
    variables,
)
from locales.source import LANGUAGES, MASTER, term_ids

__all__ = [
    "LANGUAGES",
    "MASTER",
    "BadTerms",
    "MissingSentence",
    "MissingVariable",
    "Overlay",
    "Say",
    "be_strict",
    "check_terms",
    "language",
    "lint",
    "pick",
    "read_terms",
    "say",
    "sentence_ids",
    "term_ids",
    "variables",
]
