"""What the house's own records hold, for stories about proof and dates, and who looked at the site when."""

from datetime import datetime
from typing import Any

from emulator.site import SiteFault
from scheduler.clock import from_ms
from storage import audit, clocks, items, orgs
from storage.files import Files
from tests.office import Office
from tests.office_people import Card, Item, Phone


async def id_of(office: Office, item: Item | str) -> int:
    """The item's id by its number; of an unnumbered one by its title."""

    def look(tx: Any) -> int:
        org = orgs.organisation_by_key(tx, "demo")
        assert org is not None
        row = items.by_number(tx, org.id, number=str(item))
        return int((row or items.search(tx, org.id, text=str(item), limit=1)[0]).id)

    return int(await office.read(look))


async def row_of(office: Office, item: Item | str) -> Any:
    """The item as it is stored."""
    item_id = await id_of(office, item)
    return await office.read(lambda tx: items.item(tx, item_id))


async def clocks_of(office: Office, item: Item | str) -> dict[str, Any]:
    """The newest clock of each rule."""
    item_id = await id_of(office, item)
    rows = await office.read(lambda tx: clocks.clocks_of(tx, f"item:{item_id}"))
    return {row.rule: row for row in sorted(rows, key=lambda row: row.id)}


async def acts_of(office: Office, item: Item | str) -> list[Any]:
    """The item's entries in the audit chain, oldest first."""
    item_id = await id_of(office, item)
    rows = await office.read(lambda tx: audit.tail(tx, limit=200, subject=f"item:{item_id}"))
    return sorted(rows, key=lambda row: row.at)


async def proofs_of(office: Office, item: Item | str) -> list[Any]:
    """The kept pages of an item."""
    item_id = await id_of(office, item)
    return list(await office.read(lambda tx: items.proofs_of(tx, item_id)))


def kept_bytes(office: Office, sha256: str) -> bytes:
    """The bytes kept under that digest."""
    with Files(office.folder.absolute() / "files").open(sha256) as held:
        return bytes(held.read())


class Looks(SiteFault):
    """Lets every visit to the site pass and notes it."""

    def __init__(self, office: Office) -> None:
        super().__init__("seen", {})
        self._office = office
        self.at: list[tuple[datetime, str]] = []
        office.emulator.site.faults.append(self)

    def strikes(self, path: str, page: int | None) -> bool:
        self.at.append((self._office.clock.now(), path))
        return False

    def times(self, address: str) -> list[datetime]:
        """When that address was asked for."""
        return [at for at, path in self.at if address.endswith(path) and path.endswith(".html")]


def moment(ms: int) -> datetime:
    """A stored instant."""
    return from_ms(ms)


def said_at(card: Card) -> datetime:
    """When a message was sent."""
    return from_ms(int(card.at) * 1000)


def hears(*phones: Phone) -> list[Card]:
    """Everything on these phones that nobody expected yet, in order of time; now it is expected."""
    found = [phone.hear(card) for phone in phones for card in phone.unheard()]
    return sorted(found, key=said_at)


def times(cards: list[Card]) -> list[str]:
    """The minutes at which messages came, as 02-13 08:34."""
    return [said_at(card).strftime("%m-%d %H:%M") for card in cards]
