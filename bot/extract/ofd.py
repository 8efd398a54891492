"""OFD, the national page format: text codes of each page, and who made it."""

from bot.extract.found import Found
from bot.extract.package import AUTHORS, Package, texts

CODES = frozenset({"TextCode"})


def ofd(package: Package, found: Found) -> None:
    """The pages in their order, a text object a line; annotations are comments."""
    for name in sorted(package.entries, key=lambda name: (len(name), name)):
        if not name.endswith(".xml"):
            continue
        if "/Pages/" in name or "/Tpls/" in name:
            found.add("", "\n".join(texts(package.body(name), CODES)))
        elif "/Annots/" in name:
            found.add("comment", "\n".join(texts(package.body(name), CODES | {"Remark"})))
    for who in texts(package.body("OFD.xml"), AUTHORS):
        found.add("author", who)
    found.cut = found.cut or package.cut
