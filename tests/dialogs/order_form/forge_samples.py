"""A small made-up shop for ForgeMRP's forms, and each of them in each state worth looking at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from forge_desktop.dialogs.order_form.client import ClientDialog
from forge_desktop.dialogs.order_form.job import JobDialog, JobPlace
from forge_desktop.dialogs.order_form.known import Customer, Item, Similar
from forge_desktop.dialogs.order_form.known_forge import Quote, QuotedLine
from forge_desktop.dialogs.order_form.paste_dialog import PasteDialog
from forge_desktop.dialogs.order_form.quote import QuoteDialog, QuotePlace
from forge_desktop.dialogs.order_form.quote_lines import QuoteLine
from tests.dialogs.order_form.samples import DAY, NOW, seen

NORDIC = Customer(
    key=18, name="client_1", title="Nordic Living", about="3 open quotes · 2 open jobs · office@nordic.example"
)
NORDVIK = Customer(key=-4, title="Nordvik Hotels", about="")
TABLE = Item(
    key=1,
    code="T-210",
    title="Oak dining table 210",
    unit="pcs",
    cost=Decimal("212.4"),
    in_stock=Decimal(14),
    allocated=Decimal(4),
    available=Decimal(10),
)
CHAIR = Item(
    key=2, code="CH-04", title="Chair, bent back, walnut", unit="pcs", cost=Decimal(41), in_stock=Decimal(40),
    available=Decimal(40),
)  # fmt: skip
SHORT = Item(key=3, code="BN-90", title="Bench 90", unit="pcs", in_stock=Decimal(2), allocated=Decimal(2))
SHOP = (TABLE, CHAIR, SHORT)
QUOTES = (
    Quote(
        key=71,
        name="quote_71",
        number="Q00071",
        client="Nordic Living",
        total="2,880.00 EUR",
        status="Approved",
        approved=True,
        lines=(
            QuotedLine(
                description="Oak dining table 210",
                part_number="T-210",
                quantity=Decimal(6),
                price=Decimal(480),
            ),
            QuotedLine(description="Bench 90, painted", part_number="BN-90", quantity=Decimal(3), price=None),
        ),
    ),
)
DRAFT = Quote(key=72, name="quote_72", number="Q00072", status="Draft")
LOCKED = Quote(key=73, name="quote_73", number="Q00073", approved=True, locked=True, job="J00012")
TAKES = frozenset({"client_id", "status", "valid_until", "currency", "notes", "lines"})
JOB_TAKES = frozenset({"quote_id", "client_id", "part_number", "quantity", "due_date", "priority", "status"})
PASTED = """Part\tQty\tPrice\tDescription
T-210\t6\t480,00\t
XX-1\t3
\t2\t95\tAssembly on site, day rate
BN-90\t0
\t1\t\tTransport
"""


class ForgeShop:
    """A ForgeFinding that knows this shop and answers at once."""

    def __init__(self) -> None:
        self.people: dict[int, Customer] = {one.key: one for one in (NORDIC, NORDVIK)}
        self.known: dict[str, Item] = {item.code.casefold(): item for item in SHOP}
        self.papers: dict[int, Quote] = {quote.key: quote for quote in QUOTES}
        self.open: list[Similar] = [
            Similar(code="J01482", quantity="24", status="In progress", due=NOW + 3 * DAY)
        ]

    def customers(self, text: str, done: Callable[[Sequence[Customer]], None]) -> None:
        done([one for one in self.people.values() if text.casefold() in one.title.casefold()])

    def items(self, text: str, done: Callable[[Sequence[Item]], None], *, made: bool = False) -> None:
        done([i for i in self.known.values() if text.casefold() in f"{i.code} {i.title}".casefold()])

    def by_code(self, codes: Sequence[str], done: Callable[[Mapping[str, Item]], None]) -> None:
        done({c: self.known[c] for code in codes if (c := code.casefold()) in self.known})

    def quotes(self, text: str, done: Callable[[Sequence[Quote]], None]) -> None:
        done([q for q in self.papers.values() if text.casefold() in f"{q.number} {q.client}".casefold()])

    def quote(self, key: int, done: Callable[[Quote | None], None]) -> None:
        done(self.papers.get(key))

    def client_of(self, key: int, done: Callable[[Customer | None], None]) -> None:
        done(self.people.get(key))

    def currencies(self, done: Callable[[Sequence[str]], None]) -> None:
        done(["EUR", "SEK"])

    def similar(self, part_number: str, done: Callable[[Sequence[Similar]], None]) -> None:
        done(self.open if part_number == TABLE.code else [])


def client(parent: QWidget | None, *, offline: bool = False, shop: ForgeShop | None = None) -> ClientDialog:
    """The form for a client, empty."""
    return ClientDialog(shop or ForgeShop(), seen, lambda: offline, parent)


def quote(parent: QWidget | None, *, offline: bool = False, shop: ForgeShop | None = None) -> QuoteDialog:
    """The form for a quote, empty."""
    place = QuotePlace(takes=TAKES, clients=True, offline=lambda: offline)
    return QuoteDialog(shop or ForgeShop(), seen, place, parent)


def job(
    parent: QWidget | None, *, of: Quote | None = None, offline: bool = False, shop: ForgeShop | None = None
) -> JobDialog:
    """The form for a job, empty or for a quote."""
    place = JobPlace(takes=JOB_TAKES, clients=True, offline=lambda: offline, quote=of)
    return JobDialog(shop or ForgeShop(), seen, place, parent)


def quoted(parent: QWidget | None, *, offline: bool = False) -> QuoteDialog:
    """The form for a quote as somebody in the middle of it sees it."""
    dialog = quote(parent, offline=offline)
    dialog._client.show(NORDIC)
    dialog._until.setText("+30")
    dialog._notes.setPlainText("Delivery in week 51")
    lines = [("6", "480", TABLE), ("60", "", CHAIR), ("8", "1.5.5", SHORT)]
    dialog.lines.add([QuoteLine(quantity=q, price=p).about(item) for q, p, item in lines])
    dialog.lines.add([QuoteLine(code="XX-1", description="Bracket, bent", price="4.25", quantity="12,5")])
    dialog.lines.add([QuoteLine(description="Assembly on site")])
    dialog.changed()
    return dialog


def _new_client(parent: QWidget) -> QDialog:
    dialog = quote(parent)
    fresh = Customer(key=0, title="Pine & Oak")
    dialog._client.picker.show_value(fresh, "New client “Pine & Oak”")
    dialog._client._picked(fresh)
    dialog.agree()
    return dialog


def _twin(parent: QWidget) -> QDialog:
    dialog = client(parent, offline=True)
    dialog.fields["name"].control.setText("nordic living")  # type: ignore[attr-defined]  # it is a line
    dialog.fields["email"].control.setText("no mail")  # type: ignore[attr-defined]  # it is a line
    return dialog


def _made(parent: QWidget) -> QDialog:
    dialog = job(parent)
    dialog._part.show_value(TABLE, "T-210  Oak dining table 210")
    dialog._quantity.setText("24")
    dialog._client.show(NORDIC)
    dialog._due.setText("+14")
    dialog.changed()
    return dialog


def _choosing(parent: QWidget) -> QDialog:
    dialog = quoted(parent)
    dialog.open()
    dialog.activateWindow()
    QApplication.processEvents()
    dialog._add.setFocus()
    dialog._add.setText("T-21")
    dialog._add._look()
    return dialog


def _editing(parent: QWidget) -> QDialog:
    dialog = quoted(parent)
    dialog.open()
    dialog.view.edit_at(2, 5)
    return dialog


def forge_pictures() -> dict[str, Callable[[QWidget], QDialog]]:
    """Each form in each state worth looking at."""
    return {
        "client-empty": client,
        "client-twin": _twin,
        "quote-empty": quote,
        "quote-filled": lambda parent: quoted(parent, offline=True),
        "quote-new-client": _new_client,
        "quote-editing": _editing,
        "quote-list": _choosing,
        "quote-paste": lambda parent: PasteDialog("quote", ForgeShop(), seen, parent, PASTED),
        "job-empty": job,
        "job-part": _made,
        "job-quote": lambda parent: job(parent, of=QUOTES[0], offline=True),
    }
