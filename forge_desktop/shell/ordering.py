"""Opens the order forms, keeps their drafts, hands what is agreed to the outbox and shows the new rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shiboken6 import isValid

from forge_desktop.dialogs.order_form import filling
from forge_desktop.dialogs.order_form.customer_order import CustomerOrderDialog
from forge_desktop.dialogs.order_form.edited_customer import EditedCustomerDialog
from forge_desktop.dialogs.order_form.form import OrderForm
from forge_desktop.dialogs.order_form.known import Sold
from forge_desktop.dialogs.order_form.making import Making
from forge_desktop.dialogs.order_form.manufacturing_order import ManufacturingOrderDialog
from forge_desktop.dialogs.order_form.place import Place
from forge_desktop.domain.resource import Tone
from forge_desktop.errors import Failure, Refused
from forge_desktop.outbox import Entry, State
from forge_desktop.session import Link
from forge_desktop.shell.acts import Act
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.draft_keeping import DraftKeeping
from forge_desktop.shell.lookup import DeskLookup
from forge_desktop.shell.new_rows import show_new
from forge_desktop.shell.submitting import Submitting
from forge_desktop.views.detail import Detail
from forge_desktop.views.lines_view import LinesView
from forge_desktop.views.page import Page
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton

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
        self._usual: dict[str, dict[str, str]] = {}
        """Connection -> person and site that were chosen last."""

    def acts(self) -> list[Act]:
        """What can be done by key."""

        def here(act: Callable[[DeskView], None]) -> Callable[[], None]:
            return lambda: self._on_screen(act)

        return [
            Act("New manufacturing order", "Record", ("Ctrl+N",), here(self.manufacturing_order)),
            Act("New customer order", "Record", ("Ctrl+Shift+N",), here(self.customer_order)),
            Act("Make what a customer order lacks", "Record", ("Ctrl+M",), here(self.for_line)),
        ]

    def wire_page(self, view: DeskView, page: Page) -> None:
        """The primary act of a page of orders, and what can be made for the order in the preview."""
        begin = {CO: self.customer_order, MO: self.manufacturing_order}.get(page.resource.name)
        if begin is not None:
            button = PrimaryButton("New order", "plus")
            button.setAccessibleName(f"New {page.resource.singular.lower()}")
            button.clicked.connect(lambda: begin(view))
            page.head.add_act(button)
        if page.resource.name == CO:
            page.preview.add_act(self._make_button(view))

    def wire_detail(self, view: DeskView, detail: Detail) -> None:
        """What can be made for a customer order."""
        if detail.resource.name == CO:
            detail.add_act(self._make_button(view))

    def customer_order(self, view: DeskView) -> None:
        """Ask for a new customer order."""
        if self._may(view, CO) and not self._come_forward(view, CO):
            lookup = DeskLookup(view.desk)
            self._begin(view, CO, self._customer_order_form(view, lookup), lookup)

    def manufacturing_order(self, view: DeskView) -> None:
        """Ask for a new manufacturing order."""
        if self._may(view, MO) and not self._come_forward(view, MO):
            lookup = DeskLookup(view.desk)
            self._begin(view, MO, self._manufacturing_order_form(view, lookup), lookup)

    def for_line(self, view: DeskView) -> None:
        """Ask for a manufacturing order for what a customer order lacks: its line under the keyboard."""
        key, number = _order_on_screen(view)
        if key is None:
            view.changed.note(Tone.INFO, "Choose a customer order first: what it lacks can then be made.")
        elif self._may(view, MO):
            lookup = DeskLookup(view.desk)
            lookup.sold(key, lambda sold: self._make_for(view, lookup, sold, number))

    def edit(self, view: DeskView, entry: Entry) -> None:
        """Ask anew for a new record in the outbox; what the server said stands at its fields."""
        name, patch, seen = entry.command.resource, entry.command.patch, view.desk.seen()
        place = f"edit-{entry.command.id}"
        if self._come_forward(view, place):
            return
        lookup = DeskLookup(view.desk)
        if name == CO:
            form: OrderForm = self._customer_order_form(view, lookup)
            form.restore(filling.of_customer_order(patch, seen))
        elif name == MO:
            form = self._manufacturing_order_form(view, lookup)
            form.restore(filling.of_manufacturing_order(patch, seen))
        else:
            form = EditedCustomerDialog(lookup, view.desk.seen, self._program.window)
            form.restore(filling.of_customer(patch))
        form.yes.set_label("Save and send")
        form.begin()
        self._begin(view, place, form, lookup, entry)
        if entry.state is State.REJECTED:
            form.refused(entry.reasons)

    # Opening

    def _customer_order_form(self, view: DeskView, lookup: DeskLookup) -> OrderForm:
        takes = view.desk.takes
        place = Place(
            view.desk.connection.currency, takes[CO], bool(takes[CUSTOMERS]), lambda: _is_offline(view)
        )
        return CustomerOrderDialog(lookup, view.desk.seen, place, self._program.window)

    def _manufacturing_order_form(
        self, view: DeskView, lookup: DeskLookup, sold: Sold | None = None, number: int | None = None
    ) -> OrderForm:
        making = Making(
            takes=view.desk.takes[MO],
            offline=lambda: _is_offline(view),
            sold=sold,
            line=number,
            usual=self._usual.get(view.desk.connection.ident, {}),
        )
        return ManufacturingOrderDialog(lookup, view.desk.seen, making, self._program.window)

    def _make_for(self, view: DeskView, lookup: DeskLookup, sold: Sold | None, number: int | None) -> None:
        if sold is None or not sold.lines:
            view.changed.note(Tone.INFO, "This order has no line that something could be made for.")
            return
        place = f"{MO}-for-{sold.key}"
        if not self._come_forward(view, place):
            form = self._manufacturing_order_form(view, lookup, sold, number)
            self._begin(view, place, form, lookup)

    def _begin(
        self, view: DeskView, name: str, form: OrderForm, lookup: DeskLookup, entry: Entry | None = None
    ) -> None:
        """Open a form with its draft."""
        place = (view.desk.connection.ident, name)
        drafts = DraftKeeping(self._program, view, form, name)
        submitting = Submitting(view.desk, entry)
        self._open[place] = form
        view.desk.beat.changed.connect(form.changed_elsewhere)

        def over() -> None:
            self._open.pop(place, None)
            lookup.close()
            state = form.state()
            self._usual[place[0]] = {key: str(state[key]) for key in ("person", "site") if state.get(key)} or (
                self._usual.get(place[0], {})
            )

        def agreed(wish: object) -> None:
            self._program.tasks.start(self._keep(view, form, submitting, wish, drafts), "new order")

        form.finished.connect(over)
        form.agreed.connect(agreed)
        drafts.restore()
        form.open()

    async def _keep(
        self, view: DeskView, form: OrderForm, submitting: Submitting, wish: object, drafts: DraftKeeping
    ) -> None:
        """Into the outbox; a form whose order was not kept stays as it is and says why."""
        try:
            entries = await submitting.submit(wish)
        except Failure as failure:
            if isValid(form):
                if isinstance(failure, Refused):
                    form.refused(failure.reasons)
                form.failed(
                    f"{failure.title}. {failure.message} Nothing was saved; what you typed is still here."
                )
            return
        view.desk.beat.flush()  # the table reads its new row while the form closes
        drafts.forget()
        if isValid(form):
            form.kept()
        show_new(view, [entry.command for entry in entries])

    # Small things

    def _make_button(self, view: DeskView) -> QuietButton:
        button = QuietButton("Make …", "factory")
        button.setAccessibleName("Make what this order lacks")
        button.setToolTip("Make what this order lacks (Ctrl+M)")
        button.clicked.connect(lambda: self.for_line(view))
        return button

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


def _is_offline(view: DeskView) -> bool:
    return view.desk.health.link not in _GOING


def _order_on_screen(view: DeskView) -> tuple[int | None, int | None]:
    """Key of the customer order that is looked at, and the number of its line under the keyboard."""
    detail = view.tabs.on_record
    if detail is None:
        return (view.page.view.current_key(), None) if view.page.resource.name == CO else (None, None)
    if detail.resource.name != CO:
        return None, None
    lines = [part for part in detail.findChildren(LinesView) if part.accessibleName() == "Lines"]
    row = lines[0].currentIndex().row() if lines else -1
    return detail.key, row + 1 if row >= 0 else None
