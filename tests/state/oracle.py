"""What must hold after every act, asked of the tables in plain SQL: the oracle knows no room of the house."""

# ruff: noqa: S608 -- the ids and words in these statements are the tests' own

import json
from collections.abc import Callable
from typing import Any

Rows = Callable[[str], list[tuple[Any, ...]]]

# The articles, written down a second time: who reviews, in which order.
ROUTES = {
    "publish": ("head", "leader", "office"),
    "modify": ("head", "office", "leader"),
    "delete": ("head", "office", "leader"),
}
DECIDING = (
    "('review.approve', 'review.return', 'review.reason', 'secrecy.all', 'secrecy.exception', 'secrecy.except', "
    "'secrecy.ticked', 'secrecy.return')"
)
PAST_REVIEW = ("handover", "confirm", "closed")
UNDER_WAY = ("registered", "review", "returned", "withdrawn", "handover", "confirm")
RULES = {
    "publish": ("KP-21-PROPOSE", "KP-21-PUBLISH"),
    "modify": ("KP-21-UPD-PROPOSE", "KP-21-UPD-PUBLISH"),
    "delete": (),
}

IN_SERIES = "two open steps of one item"
NONE_MAY_BE_FOUND = {
    IN_SERIES: "SELECT item_id, count(*) FROM steps WHERE state = 'open' AND key NOT LIKE '%+%' GROUP BY item_id HAVING count(*) > 1",
    "two open rows of one step": "SELECT item_id, key FROM steps WHERE state = 'open' GROUP BY item_id, key HAVING count(*) > 1",
    "an open step that waits for a step of its round": "SELECT s.id FROM steps s JOIN steps h ON h.item_id = s.item_id AND h.round = s.round "
    "AND h.key = 'head' AND h.state = 'open' WHERE s.state = 'open' AND s.key <> 'head' AND s.key NOT LIKE 'head+%'",
    "an open seat of somebody who decided beside it": "SELECT p.id FROM seats p JOIN steps s ON s.id = p.step_id JOIN steps b ON b.item_id = s.item_id "
    "AND b.round = s.round AND b.key <> s.key AND b.state = 'approved' AND b.decided_by = p.person_id WHERE p.state = 'open' AND s.key IN ('leader', 'office') "
    "AND b.key IN ('leader', 'office')",
    "an open step of an earlier round": "SELECT s.id FROM steps s JOIN items i ON i.id = s.item_id WHERE s.state = 'open' AND s.round <> i.round",
    "an item under review without an open review step": "SELECT id FROM items i WHERE state = 'review' AND NOT EXISTS "
    "(SELECT 1 FROM steps s WHERE s.item_id = i.id AND s.state = 'open' AND s.key <> 'webadmin')",
    "an item to be published without its open step": "SELECT id FROM items i WHERE state = 'handover' AND NOT EXISTS "
    "(SELECT 1 FROM steps s WHERE s.item_id = i.id AND s.state = 'open' AND s.key = 'webadmin')",
    "an open review step of an item that is not under review": "SELECT i.id, i.state, s.key FROM items i JOIN steps s ON s.item_id = i.id WHERE s.state = 'open' "
    "AND NOT (i.state = 'review' AND s.key <> 'webadmin' OR i.state = 'handover' AND s.key = 'webadmin')",
    "two decisions from one seat": "SELECT seat_id FROM decisions GROUP BY seat_id HAVING count(*) > 1",
    "two persons' verdicts standing on an any-one step": "SELECT d.step_id FROM decisions d JOIN steps s ON s.id = d.step_id "
    "WHERE d.undone_at IS NULL AND s.quorum = 'any' AND s.key <> 'webadmin' GROUP BY d.step_id HAVING count(*) > 1",
    "both verdicts standing on one step": "SELECT s.id FROM decisions d JOIN steps s ON s.id = d.step_id "
    "WHERE d.undone_at IS NULL AND s.state <> 'returned' GROUP BY s.id HAVING count(DISTINCT d.verdict) > 1",
    "a decision that is not of its own seat, step and content": "SELECT d.id FROM decisions d JOIN seats p ON p.id = d.seat_id JOIN steps s ON s.id = d.step_id "
    "WHERE p.step_id <> s.id OR p.person_id <> d.person_id OR d.content_hash <> s.content_hash",
    "an approved step without its approval": "SELECT s.id FROM steps s WHERE s.state IN ('approved', 'returned') AND NOT EXISTS (SELECT 1 FROM decisions d "
    "WHERE d.step_id = s.id AND d.undone_at IS NULL AND d.verdict = s.state AND d.person_id = s.decided_by)",
    "a verdict standing on a step that is void, or open without others to wait for": "SELECT d.id FROM decisions d JOIN steps s ON s.id = d.step_id WHERE d.undone_at IS NULL "
    "AND (s.state = 'carried' OR s.quorum = 'any' AND (s.state = 'void' OR s.state = 'open' AND s.key <> 'webadmin'))",
    "a verdict from a step of another item's content": "SELECT s.id FROM steps s WHERE NOT EXISTS "
    "(SELECT 1 FROM versions v WHERE v.item_id = s.item_id AND v.hash = s.content_hash AND v.frozen = 1)",
    "an open step on other content than the item's": "SELECT s.id FROM steps s JOIN items i ON i.id = s.item_id JOIN versions v ON v.id = i.version_id "
    "WHERE s.state = 'open' AND (v.hash <> s.content_hash OR v.frozen = 0)",
    "a submitter at a step of the own item": "SELECT p.id FROM seats p JOIN steps s ON s.id = p.step_id JOIN items i ON i.id = s.item_id "
    "WHERE p.person_id = i.submitter_id OR p.sits_for = i.submitter_id",
    "a decision signed for somebody else than its seat": "SELECT d.id FROM decisions d JOIN seats p ON p.id = d.seat_id "
    "WHERE coalesce(d.sits_for, 0) <> coalesce(p.sits_for, 0)",
    "a step that is not signed as its decision is": "SELECT s.id FROM steps s JOIN decisions d ON d.step_id = s.id AND d.person_id = s.decided_by "
    "WHERE d.undone_at IS NULL AND s.quorum = 'any' AND s.state IN ('approved', 'returned') AND coalesce(s.decided_for, 0) <> coalesce(d.sits_for, 0)",
    "an open seat for somebody whose deputy one is no more": "SELECT p.id FROM seats p WHERE p.state = 'open' AND p.sits_for IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM deputies d WHERE d.deputy_id = p.person_id AND d.person_id = p.sits_for AND d.ended_at IS NULL)",
    "two deputies of one person at one step": "SELECT step_id, sits_for FROM seats WHERE state = 'open' AND sits_for IS NOT NULL "
    "GROUP BY step_id, sits_for HAVING count(*) > 1",
    "a deputy beside the one who is away": "SELECT p.id FROM seats p JOIN seats q ON q.step_id = p.step_id AND q.person_id = p.sits_for "
    "WHERE p.state = 'open' AND q.state = 'open'",
    "an open seat at a closed step": "SELECT p.id FROM seats p JOIN steps s ON s.id = p.step_id WHERE p.state = 'open' AND s.state <> 'open'",
    "a live button that decides at a step that counts no longer": "SELECT t.verb, p.id FROM tokens t JOIN seats p ON p.id = t.seat_id JOIN steps s ON s.id = p.step_id "
    f"WHERE t.state = 'live' AND s.state = 'void' AND t.verb IN {DECIDING}",
    "a live button of somebody who is suspended": "SELECT t.verb FROM tokens t JOIN people q ON q.id = t.person_id WHERE t.state = 'live' AND q.state = 'suspended' "
    "AND t.minted_at < (SELECT max(a.at) FROM audit a WHERE a.act = 'roster.suspended' AND a.subject = 'person:' || q.id)",
    "an open seat of somebody who is suspended": "SELECT p.id FROM seats p JOIN people q ON q.id = p.person_id WHERE p.state = 'open' AND q.state = 'suspended'",
    "somebody asked at a seat that is not theirs": "SELECT o.id FROM outbox o LEFT JOIN seats p ON 'seat:' || p.id = o.subject "
    "WHERE o.kind = 'review.asked' AND (p.id IS NULL OR p.person_id <> o.person_id)",
    "an open seat whose holder was never asked": "SELECT p.id, s.key FROM seats p JOIN steps s ON s.id = p.step_id WHERE p.state = 'open' AND NOT EXISTS "
    "(SELECT 1 FROM outbox o WHERE o.person_id = p.person_id AND o.state NOT IN ('superseded', 'moot') AND ("
    "o.kind = 'review.asked' AND o.subject = 'seat:' || p.id "
    "OR o.kind = 'publish.asked' AND o.subject = 'item:' || s.item_id AND o.occasion LIKE '%step:' || s.id || '%'))",
    "two running clocks of one rule": "SELECT subject, rule FROM clocks WHERE state IN ('running', 'suspended') GROUP BY subject, rule HAVING count(*) > 1",
    "a clock running on after the end": "SELECT c.id, i.state FROM clocks c JOIN items i ON c.subject = 'item:' || i.id "
    "WHERE c.state IN ('running', 'suspended') AND i.state IN ('closed', 'dropped')",
    "a wake-up of a clock that has ended": "SELECT t.id FROM timers t JOIN clocks c ON c.id = t.clock_id "
    "WHERE t.state = 0 AND c.state NOT IN ('running', 'suspended')",
    "an item beyond the draft without a number, or a number without a hand-in": "SELECT id, state FROM items WHERE (number IS NULL) <> (submitted_at IS NULL) "
    "OR number IS NULL AND state NOT IN ('draft', 'registered', 'dropped')",
    "a confirmed page that nobody published": "SELECT id FROM items WHERE state IN ('confirm', 'closed') AND (published_at IS NULL OR url IS NULL)",
    "an item confirmed without a look at its page": "SELECT i.id FROM items i WHERE i.state IN ('confirm', 'closed') AND NOT EXISTS (SELECT 1 FROM proofs p "
    "WHERE p.item_id = i.id AND p.phase = 'after' AND p.outcome <> 'not_yet' AND p.fetched_at >= i.published_at)",
    "a catalogue that was not synchronised": "SELECT id FROM items WHERE state IN ('confirm', 'closed') AND kind <> 'publish' AND catalogue_synced = 0",
    "an approval in the books that is not in the chain, or the other way round": "SELECT a.n, b.n FROM (SELECT count(*) AS n FROM decisions d JOIN steps s ON s.id = d.step_id WHERE s.key <> 'webadmin') a, "
    "(SELECT count(*) AS n FROM audit WHERE act IN ('review.approved', 'review.returned')) b WHERE a.n <> b.n",
    "an undoing in the books that is not in the chain, or the other way round": "SELECT a.n, b.n FROM (SELECT count(*) AS n FROM decisions WHERE undone_at IS NOT NULL) a, "
    "(SELECT count(*) AS n FROM audit WHERE act = 'review.undone') b WHERE a.n <> b.n",
}


class Oracle:
    """Looks at one database; remembers what may never change."""

    def __init__(
        self, rows: Rows, *, shares: frozenset[frozenset[str]], resumes: str, beside: bool = False
    ) -> None:
        self.rows = rows
        self.shares = shares
        self.resumes = resumes
        self.asks = {
            what: sql for what, sql in NONE_MAY_BE_FOUND.items() if not (beside and what == IN_SERIES)
        }
        self._frozen: dict[int, tuple[str, str]] = {}
        self._numbers: dict[int, str] = {}
        self._rounds: dict[int, int] = {}
        self._verdicts: dict[int, tuple[Any, ...]] = {}
        self._closed: set[int] = set()

    def look(self) -> list[str]:
        """Every promise that does not hold."""
        broken = [f"{what}: {found}" for what, sql in self.asks.items() if (found := self.rows(sql))]
        return [
            *broken,
            *self._ways(),
            *self._separation(),
            *self._numbering(),
            *self._clocks(),
            *self._past(),
            *self._proposals(),
        ]

    def _ways(self) -> list[str]:
        """What left review has every step of its way approved, on exactly the content that goes out."""
        broken = []
        items = self.rows(
            "SELECT i.id, i.kind, i.important, i.round, i.state, v.hash, v.frozen, EXISTS (SELECT 1 FROM memberships m "
            "WHERE m.person_id = i.submitter_id AND m.office_id = i.office_id AND m.role = 'head') "
            f"FROM items i JOIN versions v ON v.id = i.version_id WHERE i.state IN {PAST_REVIEW}"
        )
        for id_, kind, important, round_, state, digest, frozen, by_head in items:
            due = [
                key
                for key in ROUTES[kind]
                if (key != "leader" or important) and not (key == "head" and by_head and important)
            ]
            done = self.rows(
                f"SELECT key, content_hash FROM steps WHERE item_id = {id_} AND round = {round_} "
                "AND state IN ('approved', 'carried') AND key <> 'webadmin' ORDER BY id"
            )
            due += self._added(id_, round_)
            if not frozen or any((key, digest) not in done for key in due):
                broken.append(f"item {id_} is in {state} with {done}, due {due} on {digest}")
            if kind != "delete":
                broken += self._unticked(id_, round_, digest)
        if self.resumes == "first" and (carried := self.rows("SELECT id FROM steps WHERE state = 'carried'")):
            broken.append(f"carried where the regime judges anew: {carried}")
        return broken

    def _added(self, item: int, round_: int) -> list[str]:
        """The steps that were added in this round and still have somebody to sign."""
        kept = self.rows(f"SELECT route_changes FROM items WHERE id = {item}")[0][0]
        told = json.loads(kept) if kept else {}
        if told.get("round") != round_:
            return []
        planned = [
            key
            for (key,) in self.rows(
                f"SELECT DISTINCT key FROM steps WHERE item_id = {item} AND round = {round_}"
            )
        ]
        return [one["key"] for one in told.get("added", ()) if one["people"] and one["anchor"] in planned]

    def _unticked(self, item: int, round_: int, digest: str) -> list[str]:
        """The secrecy review was held, by somebody who sits at the Office's step, on this content."""
        found = self.rows(
            f"SELECT s.id FROM steps s WHERE s.item_id = {item} AND s.round = {round_} AND s.key = 'office' "
            f"AND s.state = 'approved' AND s.content_hash = '{digest}' AND (SELECT count(DISTINCT line) FROM ticks t "
            f"WHERE t.step_id = s.id AND t.subject = 'item:{item}' AND t.value = 'ok') = 8"
        )
        return [] if found else [f"item {item} left without its secrecy review"]

    def _separation(self) -> list[str]:
        """Nobody decides twice in a round, and nobody who did still sits, but where the regime lets them."""
        rows = self.rows(
            "SELECT a.item_id, a.round, a.key, b.key, q.person FROM steps a JOIN steps b ON b.item_id = a.item_id "
            "AND b.round = a.round AND b.key <> a.key AND b.state <> 'void' JOIN "
            "(SELECT step_id, person_id AS person FROM seats WHERE state = 'open' UNION SELECT step_id, sits_for FROM seats WHERE state = 'open' "
            "UNION SELECT id, decided_by FROM steps UNION SELECT id, decided_for FROM steps) q "
            "ON q.step_id = b.id WHERE a.state IN ('approved', 'carried') AND q.person IN (a.decided_by, a.decided_for)"
        )
        heads = self.rows(
            "SELECT i.id FROM items i JOIN memberships m ON m.person_id = i.submitter_id AND m.office_id = i.office_id WHERE m.role = 'head'"
        )
        return [
            f"person {person} sits at {one} and {other} of item {item}, round {round_}"
            for item, round_, one, other, person in rows
            if frozenset((one, other)) not in self.shares
            and not ((item,) in heads and {one, other} == {"head", "leader"})
        ]

    def _numbering(self) -> list[str]:
        """Each year's numbers are 1, 2, 3 without a gap, whatever became of the items."""
        numbers = [number for (number,) in self.rows("SELECT number FROM items WHERE number IS NOT NULL")]
        years: dict[str, list[int]] = {}
        for number in numbers:
            _, year, serial = number.split("-")
            years.setdefault(year, []).append(int(serial))
        return [
            f"numbers of {year}: {sorted(found)}"
            for year, found in years.items()
            if sorted(found) != list(range(1, len(found) + 1))
        ]

    def _clocks(self) -> list[str]:
        """Whatever was handed in keeps its promises from the day its form names: running, or kept."""
        broken = []
        items = self.rows(
            f"SELECT i.id, i.kind, v.content FROM items i JOIN versions v ON v.id = i.version_id "
            f"WHERE i.state IN {UNDER_WAY} AND v.frozen = 1 AND i.number IS NOT NULL"
        )
        for id_, kind, content in items:
            day = json.loads(content).get("formed_on")
            standing = self.rows(f"SELECT rule, start_on, state FROM clocks WHERE subject = 'item:{id_}'")
            for rule in RULES[kind]:
                states = [state for name, start, state in standing if (name, start) == (rule, day)]
                if states not in (["running"], ["met"], ["met_late"]):
                    broken.append(f"item {id_} of {day} lost {rule}: {standing}")
                if any(
                    name == rule and start != day and state == "running" for name, start, state in standing
                ):
                    broken.append(f"item {id_} of {day} has {rule} running from another day: {standing}")
        return broken

    def _past(self) -> list[str]:
        """What was is never written anew."""
        broken = []
        for id_, digest, content in self.rows("SELECT id, hash, content FROM versions WHERE frozen = 1"):
            if self._frozen.setdefault(id_, (digest, content)) != (digest, content):
                broken.append(f"the frozen version {id_} was written again")
        for id_, number, round_, state in self.rows("SELECT id, number, round, state FROM items"):
            if number != self._numbers.setdefault(id_, number) and self._numbers[id_] is not None:
                broken.append(f"item {id_} changed its number {self._numbers[id_]} to {number}")
            self._numbers[id_] = number
            if round_ < self._rounds.get(id_, 0) or (
                id_ in self._closed and state not in ("closed", "dropped")
            ):
                broken.append(f"item {id_} went back to round {round_}, {state}")
            self._rounds[id_] = round_
            if state in ("closed", "dropped"):
                self._closed.add(id_)
        seen = self.rows(
            "SELECT id, step_id, seat_id, person_id, verdict, reason, content_hash, at, undone_at FROM decisions"
        )
        for id_, *facts, undone_at in seen:
            before = self._verdicts.get(id_, (*facts, undone_at))
            if before[:-1] != tuple(facts) or before[-1] not in (None, undone_at):
                broken.append(f"decision {id_} was written again")
            self._verdicts[id_] = (*facts, undone_at)
        if len(seen) != len(self._verdicts):
            broken.append("a decision is gone")
        return broken

    def _proposals(self) -> list[str]:
        """One offer of words is answered once."""
        acts = self.rows("SELECT data FROM audit WHERE act IN ('proposal.accepted', 'proposal.declined')")
        answered = [json.loads(data)["proposal"] for (data,) in acts]
        return [f"a proposal was answered twice: {answered}"] if len(answered) != len(set(answered)) else []
