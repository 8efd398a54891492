"""Routes made up for tests: any number of steps, each waiting for some of those above it."""

from hypothesis import strategies as st

from rules.model import Kind, Text
from rules.parts import Condition, Exempt, Route, Separation, Step

WORDS = Text("一句话", "a sentence")
REVIEWERS = ("head", "leader", "office", "secrecy")
IMPORTANT = Condition((("importance", frozenset({"important"})),))
NEWS = Condition((("class", frozenset({"news", "major"})),))


def step(key, role="office", **how):
    """A review step of the organisation, unless told otherwise."""
    given = {
        "stage": "review",
        "scope": "organisation",
        "after": None,
        "when": (),
        "unless": (),
        "quorum": "any",
        "share": None,
        "external": None,
        "acts": (),
        "sign": WORDS,
        "sign_exempt": None,
        "opens": None,
        "cite": "第一条",
        "says": WORDS,
    }
    return Step(key=key, role=role, **{**given, **how})


def route(*reviews, shares=(), resumes="first", exempt=None):
    """A route of these review steps, one publication, one confirmation."""
    pairs = frozenset(frozenset(pair) for pair in shares)
    return Route(
        kind=Kind.PUBLISH,
        steps=(
            *reviews,
            step("webadmin", "webadmin", stage="publish"),
            step("confirm", "submitter", stage="confirm", scope="unit"),
        ),
        exempt=Exempt(*exempt) if exempt else None,
        resumes=resumes,
        separation=Separation("head", "leader", pairs, pairs, "办公室要求", WORDS),
        cite="第一条",
        says=WORDS,
    )


@st.composite
def routes(draw):
    """Any route: series, parallel, joins, branches, steps of each unit concerned, bodies outside."""
    steps = []
    for n in range(draw(st.integers(1, 6))):
        above = [one.key for one in steps]
        after = None
        if above and draw(st.booleans()):
            after = tuple(draw(st.lists(st.sampled_from(above), max_size=3, unique=True)))
        quorum = draw(st.sampled_from(["any", "any", "all", "in_turn", "share"]))
        external = draw(st.booleans()) and quorum == "any"
        steps.append(
            step(
                f"s{n}",
                draw(st.sampled_from(REVIEWERS)),
                after=after,
                scope=draw(st.sampled_from(["organisation", "organisation", "unit", "concerned"])),
                when=draw(st.sampled_from([(), (), (IMPORTANT,), (NEWS,), (IMPORTANT, NEWS)])),
                unless=draw(st.sampled_from([(), (), (), (NEWS,)])),
                quorum=quorum,
                share=draw(st.integers(1, 100)) if quorum == "share" else None,
                external=WORDS if external else None,
                acts=draw(st.sampled_from([(), ("secrecy",)])),
            )
        )
    unconditional = step("last", "office", after=(), scope="organisation")
    shares = draw(st.lists(st.sampled_from([("s0", "s1"), ("last", "webadmin")]), unique=True))
    return route(*steps, unconditional, shares=shares, resumes=draw(st.sampled_from(["first", "returner"])))
