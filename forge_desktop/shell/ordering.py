"""Opens the order forms, keeps their drafts, hands what is agreed to the outbox and shows the new rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shiboken6 import isValid

from forge_desktop.dialogs.order_form.customer_order import CustomerOrderDialog, Place
from forge_desktop.dialogs.order_form.form import OrderForm
from forge_desktop.domain.resource import Tone
from forge_desktop.errors import Failure
from forge_desktop.outbox import Entry
from forge_desktop.session import Link
from forge_desktop.shell.acts import Act
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.draft_keeping import DraftKeeping
from forge_desktop.shell.lookup import DeskLookup
from forge_desktop.shell.new_rows import show_new
from forge_desktop.shell.submitting import Submitting
from forge_desktop.views.page import Page
from forge_desktop.widgets.buttons import PrimaryButton

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program

CO, MO, CUSTOMERS = "customer-orders", "manufacturing-orders", "customers"
_GOING = (Link.ONLINE, Link.UNKNOWN)


class Ordering:
    """New customer orders and manufacturing orders; one for all desks of a program."""

    def __init__(self, program: Program, shown: Callable[[], DeskView | None]) -> None:
        self._program = program
        self._shown = shown
        self._open: dict[tuple[str, str], OrderForm] = {}

    def acts(self) -> list[Act]:
        """What can be done by key."""
        return [
            Act(
                "New customer order", "Record", ("Ctrl+Shift+N",), lambda: self._on_screen(self.customer_order)
            ),
        ]

    def wire_page(self, view: DeskView, page: Page) -> None:
        """The primary act of a page of orders."""
        begin = {CO: self.customer_order}.get(page.resource.name)
        if begin is not None:
            button = PrimaryButton("New order", "plus")
            button.setAccessibleName(f"New {page.resource.singular.lower()}")
            button.clicked.connect(lambda: begin(view))
            page.head.add_act(button)

    def customer_order(self, view: DeskView) -> None:
        """Ask for a new customer order."""
        if self._may(view, CO) and not self._come_forward(view, CO):
            self._begin(view, CO, self._customer_order_form(view))

    def edit(self, view: DeskView, entry: Entry) -> None:
        """Ask anew for an order in the outbox that was not sent, or was refused."""

    # Opening

    def _customer_order_form(self, view: DeskView) -> tuple[OrderForm, DeskLookup]:
        lookup = DeskLookup(view.desk)
        place = Place(
            view.desk.connection.currency,
            view.desk.takes[CO],
            bool(view.desk.takes[CUSTOMERS]),
            lambda: view.desk.health.link not in _GOING,
        )
        return CustomerOrderDialog(lookup, view.desk.seen, place, self._program.window), lookup

    def _begin(self, view: DeskView, name: str, made: tuple[OrderForm, DeskLookup]) -> None:
        """Open a form with its draft."""
        form, lookup = made
        drafts = DraftKeeping(self._program, view, form, name)
        submitting = Submitting(view.desk, None)
        self._run(view, name, form, lookup)
        form.agreed.connect(lambda wish: self._agreed(view, form, submitting, wish, drafts))
        drafts.restore()
        form.open()

    def _run(self, view: DeskView, name: str, form: OrderForm, lookup: DeskLookup) -> None:
        place = (view.desk.connection.ident, name)
        self._open[place] = form
        view.desk.beat.changed.connect(form.changed_elsewhere)

        def over() -> None:
            self._open.pop(place, None)
            lookup.close()

        form.finished.connect(over)

    def _agreed(
        self, view: DeskView, form: OrderForm, submitting: Submitting, wish: object, drafts: DraftKeeping
    ) -> None:
        self._program.tasks.start(self._keep(view, form, submitting, wish, drafts), "new order")

    async def _keep(
        self, view: DeskView, form: OrderForm, submitting: Submitting, wish: object, drafts: DraftKeeping
    ) -> None:
        """Into the outbox; a form whose order was not kept stays as it is and says why."""
        try:
            entries = await submitting.submit(wish)
        except Failure as failure:
            if isValid(form):
                reasons = getattr(failure, "reasons", ())
                if reasons:
                    form.refused(reasons)
                form.failed(
                    f"{failure.title}. {failure.message} Nothing was saved; what you typed is still here."
                )
            return
        drafts.forget()
        if isValid(form):
            form.kept()
        show_new(view, [entry.command for entry in entries])

    # Small things

    def _on_screen(self, act: Callable[[DeskView], None]) -> None:
        if (view := self._shown()) is not None:
            act(view)

    def _may(self, view: DeskView, name: str) -> bool:
        if view.desk.takes.get(name):
            return True
        title = view.resources[name].title.lower() if name in view.resources else "this"
        view.changed.note(Tone.INFO, f"This server does not let {title} be created.")
        return False

    def _come_forward(self, view: DeskView, name: str) -> bool:
        """True when the form is open already."""
        form = self._open.get((view.desk.connection.ident, name))
        if form is None or not isValid(form):
            return False
        form.raise_()
        form.activateWindow()
        return True

