"""The tree of tags that WeasyPrint leaves in a PDF, put right before it is written.

Readers for the blind walk this tree. WeasyPrint 70 gives every run of letters an element
of its own, tags page headers as text, lists of terms as lists without items, and what a
style sheet adds to a link as a link within the link.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

# They say nothing, and are most of the tree.
_MUTE = frozenset({"/NonStruct", "/Span"})
_PRINTED = 4  # of an annotation: it shows on paper as on a screen


def tidy(document: object, pdf: Any) -> None:  # noqa: ARG001 - what WeasyPrint calls
    """Put the tags of a PDF right; for `write_pdf(finisher=...)`."""
    tree = _Tree(pdf)
    tree.simplify(tree.top)
    tree.retarget()
    tree.free_margins()
    for one in pdf.objects:
        if _type(one) == "/Annot":
            one["F"] = _PRINTED


class _Tree:
    """The elements of a PDF, reached by the references that stand for them."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.root = self.at(pdf.catalog["StructTreeRoot"])
        self.top = self.at(self.root["K"][0])
        self.gone: dict[bytes, bytes] = {}  # elements that were dissolved, and into which
        nums = self.at(self.root["ParentTree"])["Nums"]
        self.nums: list[Any] = nums
        # By page: to which element each of its marks belongs.
        self.entries: dict[int, Any] = dict(zip(nums[::2], nums[1::2], strict=True))

    def at(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def kids(self, element: Any) -> Iterator[Any]:
        """Give the elements among the children."""
        for kid in element["K"]:
            if isinstance(kid, bytes) and self.at(kid).get("Type") == "/StructElem":
                yield self.at(kid)

    def simplify(self, element: Any) -> None:
        """Dissolve what says nothing below an element, and give lists their items."""
        for kid in tuple(self.kids(element)):
            self.simplify(kid)
        for kid in tuple(self.kids(element)):
            is_doubled = kid["S"] == element["S"] == "/Link"
            if kid["S"] in _MUTE or is_doubled:
                self.dissolve(kid, into=element)
        if element["S"] == "/L":
            self.make_items(element)
        if element["S"] in {"/THead", "/TBody"}:
            self.scope(element)

    def dissolve(self, element: Any, *, into: Any) -> None:
        """Put the children of an element in its place."""
        place = into["K"].index(element.reference)
        into["K"][place : place + 1] = element["K"]
        for kid in self.kids(element):
            kid["P"] = into.reference
        self.gone[element.reference] = into.reference
        element.clear()

    def make_items(self, element: Any) -> None:
        """Make items of the parts of a list of terms, and give every item a body."""
        for kid in tuple(self.kids(element)):
            if kid["S"] == "/Div":
                kid["S"] = "/LI"
                for number, inner in enumerate(tuple(self.kids(kid))):
                    self.make_part(inner, "/LBody" if number else "/Lbl", of=kid)
            if kid["S"] == "/LI":
                self.make_body(kid)

    def make_part(self, item: Any, name: str, *, of: Any) -> None:
        """Make the label or the body of an item from what is tagged as an item itself."""
        for body in tuple(self.kids(item)):
            if body["S"] == "/LBody":
                body["S"] = name
                self.dissolve(item, into=of)

    def make_body(self, item: Any) -> None:
        """Put whatever is not the label of an item into its body."""
        parts = {one.reference: one["S"] for one in self.kids(item)}
        labels = [one for one in item["K"] if parts.get(one) == "/Lbl"]
        bodies = [one for one in item["K"] if parts.get(one) == "/LBody"]
        rest = [one for one in item["K"] if one not in labels and one not in bodies]
        if not rest:
            return
        body = self.at(bodies[0]) if bodies else self.new("/LBody", within=item)
        for one in rest:
            self.put(one, within=body)
        body["K"][:0] = rest
        item["K"][:] = [*labels, *(bodies or [body.reference])]

    def new(self, name: str, *, within: Any) -> Any:
        kind = type(within)
        element = kind({**within, "S": name, "K": type(within["K"])([]), "P": within.reference})
        self.pdf.add_object(element)
        return element

    def put(self, kid: Any, *, within: Any) -> None:
        """Tell a child, or the page on which it is a mark, whose it is now."""
        if isinstance(kid, int):
            page = self.at(within["Pg"])
            self.entries[page["StructParents"]][kid] = within.reference
        elif "P" in self.at(kid):
            self.at(kid)["P"] = within.reference

    def scope(self, group: Any) -> None:
        """Say of the heads of a table whether they stand over a column or before a row."""
        name = "/Column" if group["S"] == "/THead" else "/Row"
        for row in self.kids(group):
            for cell in self.kids(row):
                if cell["S"] == "/TH":
                    cell["A"]["Scope"] = name

    def retarget(self) -> None:
        """Let what pointed to a dissolved element point to what took it in."""
        for place, entry in enumerate(self.nums):
            if isinstance(entry, bytes):
                self.nums[place] = self.stands_for(entry)
            elif isinstance(entry, list):
                entry[:] = [self.stands_for(one) for one in entry]

    def stands_for(self, reference: bytes) -> bytes:
        while reference in self.gone:
            reference = self.gone[reference]
        return reference

    def free_margins(self) -> None:
        """Take the heads and feet of the pages out of the text: they are no part of it."""
        used = {one.reference for one in self.below(self.top)}
        pages = [one for one in self.pdf.objects if _type(one) == "/Page"]
        for page in pages:
            elements = self.entries[page["StructParents"]]
            loose = {mcid for mcid, one in enumerate(elements) if one not in used}
            _make_artifacts(self.at(page["Contents"]).stream, loose)
            for mcid in loose:
                self.at(elements[mcid]).clear()
                elements[mcid] = b"null"

    def below(self, element: Any) -> Iterator[Any]:
        yield element
        for kid in self.kids(element):
            yield from self.below(kid)


def _type(one: Any) -> object:
    return one.get("Type") if isinstance(one, dict) else None


def _make_artifacts(stream: Any, numbers: Set[int]) -> None:
    for place, operator in enumerate(stream):
        if operator == b"BDC" and stream[place - 1].get("MCID") in numbers:
            stream[place - 2] = "/Artifact"
            stream[place - 1] = "<</Type /Pagination>>"
