"""What becomes of a card that its platform lets nobody redraw without a code (WeCom).

A press brings a fresh code; each card has one spare besides. The spare is kept for the moment at which its
reader has nothing more to do there. What asks for something new while nobody pressed goes out as a new card.
"""

from typing import Literal

Way = Literal["draw", "afresh", "moved", "say", "end", "leave"]


def way(*, pressed: bool, spare: bool, asked: bool, asks: bool, closes: bool, replaced: bool) -> Way:
    """How a card that should show something else comes to show it.

    Args:
        pressed: there is the code of a press.
        spare: there is the code of its own send.
        asked: as it stands it asks its reader for something.
        asks: as it should stand it does.
        closes: nothing could be pressed on it any more.
        replaced: a newer card about the same has arrived.

    Returns:
        draw it; send a new one (afresh); show that a newer one has come (moved); say in words what became
        of it; end it as it is; or leave it until something more happens.
    """
    if replaced:
        return "moved" if pressed or spare else "end"
    if pressed:
        return "draw"
    if asks:
        return "afresh"
    if spare and (closes or asked):
        return "draw"
    if asked:
        return "say"
    return "end" if closes else "leave"
