"""Opens the order forms, keeps their drafts, hands what is agreed to the outbox and shows the new rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from shiboken6 import isValid

from forge_desktop.dialogs.order_form.form import OrderForm
from forge_desktop.dialogs.order_form.wishes import Wish
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import inside
from forge_desktop.errors import Failure, Refused
from forge_desktop.outbox import Entry, State
from forge_desktop.session import Link
from forge_desktop.shell import unseen
from forge_desktop.shell.acts import Act
from forge_desktop.shell.arriving import Arriving
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.draft_keeping import DraftKeeping
from forge_desktop.shell.new_rows import show_new
from forge_desktop.shell.order_kinds import KINDS, OUT_OF, Kind, Opened, Opening, Out, Source, in_words
from forge_desktop.shell.submitting import Submitting
from forge_desktop.views.detail import Detail
from forge_desktop.views.lines_view import LinesView
from forge_desktop.views.page import Page
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program

_GOING = (Link.ONLINE, Link.UNKNOWN)
_OUT = "Ctrl+M"


class Ordering:
    """New orders, quotes, jobs and those they are for; one for all desks of a program."""

    def __init__(self, program: Program, shown: Callable[[], DeskView | None]) -> None:
        self._program = program
        self._shown = shown
        self._open: dict[tuple[str, str], OrderForm] = {}
        self._usual: dict[str, dict[str, str]] = {}
        """Connection -> person and site that were chosen last."""

    def acts(self) -> list[Act]:
        """What can be done by key, in the words of what is on screen."""
        view = self._shown()
        dialect = view.desk.connection.dialect if view is not None else ""
        new = dict.fromkeys(kind.keys for kind in KINDS.values())
        told = [
            Act(
                in_words(dialect, keys),
                "Record",
                (keys,),
                partial(self._on_screen, partial(self._by_keys, keys)),
            )
            for keys in new
        ]
        outs = [out.says for (of, _), out in OUT_OF.items() if of == dialect or not dialect]
        return [*told, Act(" / ".join(outs), "Record", (_OUT,), partial(self._on_screen, self.make_of))]

    def wire_page(self, view: DeskView, page: Page) -> None:
        """The primary act of a page, and what can be made out of the record in the preview."""
        place = (page.resource.dialect, page.resource.name)
        if (kind := KINDS.get(place)) is not None:
            button = PrimaryButton(kind.button, "plus")
            button.setAccessibleName(f"New {page.resource.singular.lower()}")
            button.clicked.connect(lambda: self.new(view, page.resource.name))
            page.head.add_act(button)
        if (out := OUT_OF.get(place)) is not None:
            page.preview.add_act(self._make_button(view, out))

    def wire_detail(self, view: DeskView, detail: Detail) -> None:
        """What can be made out of a record."""
        if (out := OUT_OF.get((detail.resource.dialect, detail.resource.name))) is not None:
            detail.add_act(self._make_button(view, out))

    def new(self, view: DeskView, name: str) -> None:
        """Ask for a new record of this resource."""
        if self._may(view, name) and not self._come_forward(view, name):
            self._begin(view, name, _kind(view, name).open(self._opening(view)))

    def make_of(self, view: DeskView) -> None:
        """Ask for what can be made out of the record that is looked at: of its line under the keyboard."""
        name, key, line = _on_screen(view)
        dialect = view.desk.connection.dialect
        out = OUT_OF.get((dialect, name))
        if out is None or key is None:
            wanted = [one.choose for (of, _), one in OUT_OF.items() if of == dialect]
            view.changed.note(Tone.INFO, " ".join(wanted))
        elif self._may(view, out.makes):
            out.ask(view.desk, key, lambda source: self._make(view, out, source, line))

    def edit(self, view: DeskView, entry: Entry) -> None:
        """Ask anew for a new record in the outbox; what the server said stands at its fields."""
        kind, place = _kind(view, entry.command.resource), f"edit-{entry.command.id}"
        if self._come_forward(view, place):
            return
        opened = kind.open(self._opening(view))
        form = opened.form
        form.restore(kind.fill(entry.command.patch, view.desk.seen()))
        form.yes.set_label("Save and send")
        form.begin()
        self._begin(view, place, opened, entry)
        if entry.state in (State.REJECTED, State.REVIEW) and entry.reasons:
            form.refused(entry.reasons)

    # Opening

    def _by_keys(self, keys: str, view: DeskView) -> None:
        dialect = view.desk.connection.dialect
        for (of, name), kind in KINDS.items():
            if of == dialect and kind.keys == keys:
                self.new(view, name)

    def _opening(self, view: DeskView, source: Source | None = None, line: int | None = None) -> Opening:
        return Opening(
            desk=view.desk,
            parent=self._program.window,
            offline=lambda: view.desk.health.link not in _GOING,
            usual=self._usual.get(view.desk.connection.ident, {}),
            source=source,
            line=line,
        )

    def _make(self, view: DeskView, out: Out, source: Source | None, line: int | None) -> None:
        if source is None or source.why_not:
            view.changed.note(Tone.INFO, source.why_not if source is not None else out.gone)
            return
        place = f"{out.makes}-for-{source.key}"
        if not self._come_forward(view, place):
            self._begin(view, place, _kind(view, out.makes).open(self._opening(view, source, line)))

    def _begin(self, view: DeskView, name: str, opened: Opened, entry: Entry | None = None) -> None:
        """Open a form with its draft."""
        form = opened.form
        place = (view.desk.connection.ident, name)
        drafts = DraftKeeping(self._program, view, form, name)
        submitting = Submitting(view.desk, entry)
        self._open[place] = form
        view.desk.beat.changed.connect(form.changed_elsewhere)

        def over() -> None:
            self._open.pop(place, None)
            opened.lookup.close()
            state = form.state()
            self._usual[place[0]] = {key: str(state[key]) for key in ("person", "site") if state.get(key)} or (
                self._usual.get(place[0], {})
            )

        def agreed(wish: Wish) -> None:
            self._program.tasks.start(self._keep(view, form, submitting, wish, drafts), "new record")

        form.finished.connect(over)
        form.agreed.connect(agreed)
        drafts.restore()
        form.open()

    async def _keep(
        self, view: DeskView, form: OrderForm, submitting: Submitting, wish: Wish, drafts: DraftKeeping
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
        if len(entries) == 1:
            Arriving(self._program, view, view.page, entries[0].command)

    # Small things

    def _make_button(self, view: DeskView, out: Out) -> QuietButton:
        button = QuietButton(out.button, "factory")
        button.setAccessibleName(out.says)
        button.setToolTip(plain.tip(f"{out.says} ({_OUT})"))
        button.clicked.connect(lambda: self.make_of(view))
        return button

    def _on_screen(self, act: Callable[[DeskView], None]) -> None:
        if (view := self._shown()) is not None:
            act(view)

    def _may(self, view: DeskView, name: str) -> bool:
        resource = view.resources.get(name)
        if resource is not None and (why := unseen.why_not_created(view.desk, resource)):
            said = f"With this key no {inside(resource.singular)} can be created. {why}"
            view.changed.note(Tone.INFO, said)
            return False
        if view.desk.takes.get(name):
            return True
        title = inside(resource.title) if resource is not None else "this"
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


def _kind(view: DeskView, name: str) -> Kind:
    return KINDS[view.desk.connection.dialect, name]


def _on_screen(view: DeskView) -> tuple[str, int | None, int | None]:
    """Resource and key of the record that is looked at, and the number of its line under the keyboard."""
    detail = view.tabs.on_record
    if detail is None:
        return view.page.resource.name, view.page.view.current_key(), None
    lines = [part for part in detail.findChildren(LinesView) if part.accessibleName() == "Lines"]
    row = lines[0].currentIndex().row() if lines else -1
    return detail.resource.name, detail.key, row + 1 if row >= 0 else None
