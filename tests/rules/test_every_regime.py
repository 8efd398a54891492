"""What holds for every regime that comes with the house: its words are complete, its names refer to something."""

import re
from collections import Counter

import pytest

from locales import term_ids
from rules.cite import OFFICE, articles
from rules.model import LANGUAGES, Kind
from rules.regime import BUILT_IN, load, names
from workflow.roster import ROLES

GIVEN = ("liaison", "unit", "office")  # the words that no two offices share
OFFICERS = [role for role in ROLES if role != "liaison"]  # who hands in may be called by another word

LOADED = {name: load(name) for name in names()}


@pytest.mark.parametrize("name", names())
def test_a_regime_names_liaison_unit_and_office_itself(name):
    own = LOADED[name].terms
    text = (BUILT_IN / f"{name}.yaml").read_text("utf-8")
    block = re.search(r"^terms:.*?(?=^\S)", text, re.MULTILINE | re.DOTALL)[0]
    for term in GIVEN:
        assert re.search(rf"^  {term}: ", block, re.MULTILINE), term
        assert own[term].zh_CN
        assert own[term].en


@pytest.mark.parametrize("name", names())
def test_a_regimes_terms_are_words_that_sentences_use(name):
    assert LOADED[name].terms.keys() <= term_ids()


@pytest.mark.parametrize("name", names())
def test_every_role_that_can_be_held_has_a_name_and_no_two_share_it(name):
    roles = LOADED[name].roles
    assert roles.keys() >= {*ROLES, "submitter"}
    for lang in LANGUAGES:
        shared = Counter(roles[role].get(lang) for role in ROLES)
        assert [word for word, times in shared.items() if times > 1] == []


@pytest.mark.parametrize("name", names())
def test_a_term_that_is_a_role_too_is_the_roles_name(name):
    """Sentences call a role as its regime does; a term beside it would be a second word for the same."""
    rules = LOADED[name]
    for role in rules.terms.keys() & set(OFFICERS):
        assert rules.roles[role] == rules.terms[role], role


@pytest.mark.parametrize("name", names())
def test_every_role_of_a_step_a_duty_or_a_separation_can_be_held(name):
    rules = LOADED[name]
    asked = {step.role for route in rules.routes.values() for step in route.steps if step.stage != "confirm"}
    asked |= {duty.by for duty in rules.duties}
    asked |= {rules.separation.head_role, rules.separation.head_reviewed_by}
    assert asked <= set(ROLES)


@pytest.mark.parametrize("name", names())
def test_every_kind_of_item_has_its_route_and_its_fields(name):
    rules = LOADED[name]
    assert set(rules.routes) == set(Kind)
    for kind in Kind:
        asked = {field.name for field in rules.form if kind in field.required}
        assert asked >= {"title", "column"}
        assert kind is Kind.PUBLISH or "target_url" in asked
        assert kind is Kind.DELETE or "formed_on" in asked
    assert all(field.required <= field.kinds for field in rules.form)


@pytest.mark.parametrize("name", names())
def test_whoever_reviews_or_publishes_signs_a_sentence_that_names_an_article(name):
    for route in LOADED[name].routes.values():
        for step in route.steps:
            if step.stage != "confirm":
                assert articles(step.sign.zh_CN), (route.kind, step.key)
                assert re.search(r"Articles? \d", step.sign.en), (route.kind, step.key)


@pytest.mark.parametrize("name", names())
def test_something_is_reviewed_for_secrets_before_it_is_published_or_modified(name):
    rules = LOADED[name]
    assert rules.secrecy.aspects
    for kind in (Kind.PUBLISH, Kind.MODIFY):
        acts = [act for step in rules.routes[kind].steps if step.stage == "review" for act in step.acts]
        assert "secrecy" in acts
    assert not any("secrecy" in step.acts for step in rules.routes[Kind.DELETE].steps)


@pytest.mark.parametrize("name", names())
def test_a_clock_of_items_names_classes_that_the_form_knows(name):
    rules = LOADED[name]
    known = {choice.key for choice in rules.field("class").choices}
    for clock in rules.clocks:
        if clock.of == "item":
            assert clock.classes <= known, clock.id


@pytest.mark.parametrize("name", names())
def test_a_step_for_important_items_comes_with_the_question(name):
    rules = LOADED[name]
    asks = "importance" in {field.name for field in rules.form}
    assert asks or not any(step.when for route in rules.routes.values() for step in route.steps)


@pytest.mark.parametrize("name", names())
def test_the_offices_own_wish_stands_beside_the_regulation_and_never_in_its_place(name):
    rules = LOADED[name]
    own = [clock for clock in rules.clocks if not clock.id.startswith("CN-")]
    assert all(clock.id.startswith(rules.number_prefix[0]) for clock in own)
    assert all(clock.cite != OFFICE for clock in own)
    assert len({rules.number_prefix for rules in LOADED.values()}) == len(names())
