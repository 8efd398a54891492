"""What may be done about an item: the deciding buttons, and what lies behind 更多."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot import cards
from bot.cards import parts
from bot.web import frame
from bot.web.html import Html, join, tag, text
from bot.web.site import Site, Visitor
from locales import Say
from workflow.offering import Panel

Facts = Mapping[str, Any]
REASON_MAX = 2000


@dataclass(frozen=True, slots=True)
class Tools:
    """What every panel draws with. ``words`` were typed for ``verb`` in an act that was not possible."""

    site: Site
    visitor: Visitor
    number: str
    words: str = ""
    verb: str = ""

    @property
    def say(self) -> Say:
        return self.visitor.say

    def button(self, panel: Panel, verb: str, label: str, *, style: str = "") -> Html | None:
        """One act, if it is offered."""
        token = panel.offers.get(verb)
        if token is None:
            return None
        return frame.button_form(
            self.site,
            self.visitor,
            "/m/act",
            label,
            style=style,
            token=token,
            back=f"/m/item/{self.number}",
        )

    def words_form(
        self,
        panel: Panel,
        verb: str,
        label: str,
        send: str,
        *,
        rows: int = 4,
        value: str = "",
        kind: str = "",
    ) -> Html | None:
        """An act that needs words of one's own."""
        token = panel.offers.get(verb)
        if token is None:
            return None
        id_ = f"t-{verb.replace('.', '-').replace(':', '-').replace('=', '-')}"
        held = self.words if self.verb == verb else value
        box = (
            tag("input", type=kind, id=id_, name="text", value=held, required=True, inputmode="url")
            if kind
            else tag("textarea", "\n", text(held, raw=True), id=id_, name="text", rows=rows, required=True)
        )
        return tag(
            "form",
            frame.hidden(self.visitor, token=token, back=f"/m/item/{self.number}", verb=verb),
            tag("label", label, for_=id_),
            box,
            tag("button", send, type="submit"),
            method="post",
            action=self.site.place.path("/m/act"),
            class_="fields",
        )


def drawn(tools: Tools, panel: Panel) -> tuple[Html, Html]:
    """The deciding buttons, and everything that is needed more rarely."""
    match panel.kind:
        case "review":
            return _review(tools, panel)
        case "publish":
            return _publish(tools, panel)
        case "confirm":
            return _confirm(tools, panel)
        case "decided":
            return _decided(tools, panel)
        case _:
            return _own(tools, panel)


def risks(say: Say, panel: Panel) -> str:
    """What a reviewer should look at twice."""
    return cards.build("review.asked", panel.facts, say).risk if panel.kind == "review" else ""


# Deciding -------------------------------------------------------------------------------------------


def _review(tools: Tools, panel: Panel) -> tuple[Html, Html]:
    say, facts = tools.say, panel.facts
    step, secrecy = facts["step"], facts["secrecy"]
    waiting = secrecy is not None and not secrecy["done"]
    at_step = say.pick(step["label"])
    if step["cite"]:
        at_step = say("review-step", label=at_step, cite=parts.cite(say, step["cite"]))
    if waiting:
        first = [tools.button(panel, "secrecy.all", say("button-secrecy-all"), style="primary")]
        if any(line["state"] == "exception" for line in secrecy["lines"]):
            first.insert(
                0, tools.button(panel, "secrecy.return", say("button-secrecy-return"), style="danger")
            )
    elif "content.pass" in panel.offers:
        why = say("content-ask-pass-note")
        first = [tools.words_form(panel, "content.pass", why, say("button-content-pass"), rows=2)]
    elif facts["sure"]:
        sure = say("button-review-approve-sure")
        first = [
            tag("p", say("review-confirm-body"), class_="alert"),
            tools.button(panel, "review.approve:sure=1", sure, style="primary"),
        ]
    elif "external.record" in panel.offers:
        first = [tag("a", say("button-external-record"), href="#record", class_="btn primary")]
    else:
        first = [tools.button(panel, "review.approve", say("button-review-approve"), style="primary")]
    bar = join(
        tag("p", at_step, class_="note"),
        tag("p", _signed(say, facts), class_="sign") if not waiting else None,
        tag(
            "div",
            first,
            tag("a", say("button-review-return"), href="#return", class_="btn danger"),
            tag("a", say("button-review-more"), href="#more", class_="btn"),
            class_="verbs",
        ),
    )
    rest = (_secrecy(tools, panel, waiting=waiting), _record(tools, panel), _return(tools, panel))
    return bar, join(*rest, _more(tools, panel))


def _record(tools: Tools, panel: Panel) -> Html | None:
    """What a body outside decided, by its number."""
    say = tools.say
    send = say("button-external-record")
    form = tools.words_form(panel, "external.record", say("external-proof-page"), send, rows=2)
    return None if form is None else tag("section", tag("h2", send), form, id="record")


def _signed(say: Say, facts: Facts) -> str:
    sign = say.pick(facts["sign"]).rstrip("。.")
    if facts["sure"]:
        return say("review-sign-sure", sign=sign)
    return say("review-sign", sign=sign, hash=facts["hash8"])


def _secrecy(tools: Tools, panel: Panel, *, waiting: bool) -> Html | None:
    """保密审查 as an act of its own, aspect by aspect; the exception opens the return."""
    secrecy, say = panel.facts["secrecy"], tools.say
    if secrecy is None:
        return None
    label = say.pick(secrecy["label"])
    title = (
        say("review-step", label=label, cite=parts.cite(say, secrecy["cite"])) if secrecy["cite"] else label
    )
    lines = tag("ul", [tag("li", _aspect(say, line)) for line in secrecy["lines"]], class_="aspects")
    if not waiting:
        return tag("section", tag("h2", title), lines)
    excepted = [
        tools.button(panel, f"secrecy.except:line={line['key']}", say.pick(line["label"]))
        for line in secrecy["lines"]
    ]
    return tag(
        "section",
        tag("h2", title),
        lines,
        tag(
            "details",
            tag("summary", say("button-secrecy-exception")),
            tag("p", say("review-exceptions-note")),
            excepted,
        ),
    )


def _aspect(say: Say, line: Facts) -> str:
    state = {"ok": "ok", "exception": "exception"}.get(line["state"] or "", "open")
    return say("labelled", label=say.pick(line["label"]), text=say(f"page-aspect-{state}"))


def _return(tools: Tools, panel: Panel) -> Html:
    say = tools.say
    ready = [
        tools.button(panel, f"review.reason:key={line['key']}", say.pick(line["label"]))
        for line in panel.facts["reasons"]
    ]
    own = tools.words_form(
        panel, "review.own_reason", say("page-own-reason"), say("button-review-return"), rows=5
    )
    return tag(
        "section",
        tag("h2", say("page-return-title")),
        tag("p", say("review-reasons-note"), class_="note"),
        tag("div", ready, class_="choices"),
        own,
        [
            tag("details", tag("summary", told), form)
            for one in panel.facts["back"]
            if (told := say("button-review-return-to", step=say.pick(one["label"])))
            and (
                form := tools.words_form(
                    panel, f"review.own_reason:to={one['key']}", say("page-own-reason"), told, rows=3
                )
            )
        ],
        id="return",
    )


def _more(tools: Tools, panel: Panel) -> Html:
    say, facts = tools.say, panel.facts
    proposals = [
        tag("details", tag("summary", say("page-propose", label=label)), form, open=tools.verb == verb)
        for verb, label, value in (
            ("review.propose:field=title", say("label-title"), facts["item"]["title"]),
            ("review.propose:field=body", say("page-body-title"), facts["body"]),
        )
        if (form := tools.words_form(panel, verb, label, say("button-review-propose"), rows=8, value=value))
    ]
    return tag(
        "section",
        tag("h2", say("button-review-more")),
        tools.button(panel, "item.raise", say("button-item-raise")),
        tools.button(panel, "item.lower", say("button-item-lower")),
        tools.button(panel, "item.not_urgent", say("button-item-not-urgent")),
        tools.words_form(panel, "item.remark", say("remark-told-note"), say("button-item-remark"), rows=3),
        proposals,
        tag("p", say("review-code-return", code=facts["code"]), class_="note"),
        id="more",
    )


def _decided(tools: Tools, panel: Panel) -> tuple[Html, Html]:
    say, decided = tools.say, panel.facts["decided"]
    at = say.moment(decided["at"])
    undo = tools.button(panel, "review.undo", say("button-review-undo"))
    until = decided.get("undo_until")
    return join(
        tag("p", say("review-decided-mine", at=at, verdict=decided["verdict"])),
        tag("p", say("review-undo-until-plain", at=say.moment(until)), class_="note") if until else None,
        undo,
    ), join()


# Publishing and confirming --------------------------------------------------------------------------


def _publish(tools: Tools, panel: Panel) -> tuple[Html, Html]:
    say, facts = tools.say, panel.facts
    asked = {
        "modify": ("publish.same_url", "button-publish-same-url"),
        "delete": ("publish.deleted", "button-publish-deleted"),
    }.get(facts["item"]["kind"])
    if not facts["page"]:
        asked = ("publish.done", "button-publish-done")
    url = tools.words_form(
        panel,
        "publish.url",
        say("page-url", base=facts["base"]),
        say("button-publish-url"),
        kind="url",
    )
    synced = tools.button(panel, "publish.synced", say("button-publish-synced"))
    state = facts["state"]
    told = say("publish-asked-told") if state == "open" else say(f"publish-asked-{state}-told")
    return join(
        tag("p", told),
        tag("p", cards.build("publish.asked", facts, say).deadline, class_="due"),
        tools.button(panel, asked[0], say(asked[1]), style="primary") if asked else None,
        url,
        synced,
    ), join()


def _confirm(tools: Tools, panel: Panel) -> tuple[Html, Html]:
    say = tools.say
    told = "confirm-asked-told-delete" if panel.facts["item"]["kind"] == "delete" else "confirm-asked-told"
    told = told if panel.facts["page"] else "confirm-asked-told-matter"
    ok = say("button-confirm-ok")
    owed = panel.facts.get("owed")
    confirm = tools.button(panel, "confirm.ok", ok, style="primary")
    if owed:
        confirm = tools.words_form(panel, "confirm.ok", say("confirm-owed", label=say.pick(owed)), ok, rows=1)
    return join(
        tag("p", say(told)),
        confirm,
    ), tag(
        "section",
        tag("h2", say("button-confirm-wrong")),
        tools.words_form(panel, "confirm.wrong", say("page-wrong"), say("button-confirm-wrong"), rows=4),
        id="wrong",
    )


def _own(tools: Tools, panel: Panel) -> tuple[Html, Html]:
    """The liaison's own: 撤回, 修改, 放弃."""
    say = tools.say
    if panel.offers.get("item.withdraw"):
        withdraw = tag(
            "details",
            tag("summary", say("button-item-withdraw")),
            tag("p", say("page-withdraw-sure")),
            tools.button(panel, "item.withdraw", say("button-item-withdraw"), style="danger"),
        )
        return withdraw, tools.button(panel, "item.not_urgent", say("button-item-not-urgent")) or join()
    drop = tag(
        "details",
        tag("summary", say("button-item-drop")),
        tag("p", say("page-drop-sure")),
        tools.button(panel, "item.drop", say("page-drop"), style="danger"),
    )
    return tools.button(panel, "draft.amend", say("button-draft-amend"), style="primary") or join(), drop
