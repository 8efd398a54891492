"""Whom a message is for: members, departments and tags, the good apart from the bad (90236)."""

from dataclasses import dataclass, field
from typing import Any

from emulator.wecom_call import given
from emulator.wecom_refusal import LIMITS, Refused
from emulator.wecom_state import Member
from emulator.wecom_twin import Wecom

LIMIT = LIMITS["send"]
EVERYBODY = "@all"


@dataclass
class Recipients:
    """Members a message goes to, and what of the lists meant nobody."""

    members: list[Member] = field(default_factory=list)
    bad_users: list[str] = field(default_factory=list)
    bad_parties: list[str] = field(default_factory=list)
    bad_tags: list[str] = field(default_factory=list)

    @property
    def unlicensed(self) -> list[str]:
        """Who has no licence; without having activated WeCom one is not even listed."""
        return [one.key for one in self.members if not one.licensed]

    def add(self, member: Member) -> None:
        """Take a member in once."""
        if member not in self.members:
            self.members.append(member)

    def names(self) -> dict[str, str]:
        """As the answer of message/send prints them: joined by |, userids in lower case."""
        return {
            "invaliduser": "|".join(self.bad_users),
            "invalidparty": "|".join(self.bad_parties),
            "invalidtag": "|".join(self.bad_tags),
            "unlicenseduser": "|".join(self.unlicensed),
        }


def of_message(twin: Wecom, body: dict[str, Any]) -> Recipients:
    """Whom touser, toparty and totag name.

    Raises:
        Refused: 82001 nobody named, 81013 everybody bad, 40032, 82002, 82003 too many.
    """
    users = _split(body, "touser", LIMIT["users"], 40032)
    if users == [EVERYBODY]:
        return Recipients([one for one in twin.state.members.values() if one.visible])
    parties = _split(body, "toparty", LIMIT["parties"], 82002)
    tags = _split(body, "totag", LIMIT["tags"], 82003)
    return named(twin, users, parties, tags)


def of_update(twin: Wecom, body: dict[str, Any]) -> Recipients:
    """Whom userids, partyids, tagids and atall of an update name.

    Raises:
        Refused: as `of_message`.
    """
    if given(body, "atall", int) == 1:
        return Recipients([one for one in twin.state.members.values() if one.visible])
    users = given(body, "userids", list) or []
    parties = given(body, "partyids", list) or []
    tags = given(body, "tagids", list) or []
    if len(users) > LIMIT["users"]:
        raise Refused(40032)
    if len(parties) > LIMIT["parties"]:
        raise Refused(82002)
    if len(tags) > LIMIT["tags"]:
        raise Refused(82003)
    return named(twin, [str(one) for one in users], [str(one) for one in parties], [str(one) for one in tags])


def named(twin: Wecom, users: list[str], parties: list[str], tags: list[str]) -> Recipients:
    """Resolve three lists; this office has no tags.

    Raises:
        Refused: 82001, 81013.
    """
    if not (users or parties or tags):
        raise Refused(82001)
    found = Recipients(bad_tags=tags)
    for userid in users:
        member = twin.state.member(userid)
        if member and member.visible:
            found.add(member)
        else:
            found.bad_users.append(userid.lower())
    for party in parties:
        within = twin.state.under(int(party)) if party.isdecimal() else set()
        if not within:
            found.bad_parties.append(party)
        for member in twin.state.members.values():
            if member.visible and within & set(member.departments):
                found.add(member)
    if not found.members and len(found.bad_parties) == len(parties):
        raise Refused(81013)
    return found


def _split(body: dict[str, Any], name: str, most: int, code: int) -> list[str]:
    text = given(body, name, str) or ""
    found = [one.strip() for one in text.split("|") if one.strip()]
    if len(found) > most:
        raise Refused(code)
    return found
