"""Changes of status: from rows, a pane, a record or a key to the outbox, and back within seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMenu

from forge_desktop.dialogs.status_change import StatusChangeDialog
from forge_desktop.domain.catalog import SYSTEMS
from forge_desktop.domain.moving import HOLD, Move, Moves, moves_of
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Code, Resource, Tone
from forge_desktop.domain.wanting import state_word
from forge_desktop.errors import Failure, StorageTrouble
from forge_desktop.outbox import Entry, State
from forge_desktop.shell import outbox_changes as changes
from forge_desktop.shell.acts import Act
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.outbox_bar import Undoable
from forge_desktop.sync.writes import Writes
from forge_desktop.views.detail import Detail
from forge_desktop.views.page import Page
from forge_desktop.views.row_menu import MOST, RowMenu
from forge_desktop.widgets import icons, theme
from forge_desktop.widgets.buttons import QuietButton
from forge_desktop.widgets.tokens import ICON

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program

_TOO_MANY = f"The status of at most {MOST} is changed at once."


class Changing:
    """What a person may change the status of, and how; one for all desks of a program."""

    def __init__(self, program: Program, shown: Callable[[], DeskView | None]) -> None:
        self._program = program
        self._shown = shown

    def acts(self) -> list[Act]:
        """What can be done by key."""
        return [
            Act("Change the status", "Record", ("Ctrl+Shift+S",), self.by_key),
            Act("Undo the last change", "Record", ("Ctrl+Z",), self.undo),
        ]

    def wire(self, view: DeskView) -> None:
        """Let the newest change be taken back."""
        view.changed.undo_wanted.connect(
            lambda undoable: self._program.begin(self._undo(view, undoable), "undo")
        )

    def wire_page(self, view: DeskView, page: Page, rows: RowMenu) -> None:
        """Offer changes for the chosen rows, and for the record in the preview."""
        if moves_of(page.resource) is None:
            return
        rows.filling.connect(lambda menu, keys: self._fill_rows(view, page, menu, keys))
        page.preview.add_act(self._button(view, page.resource, lambda: page.preview.key))

    def wire_detail(self, view: DeskView, detail: Detail) -> None:
        """Offer changes for the record."""
        if moves_of(detail.resource) is not None:
            detail.add_act(self._button(view, detail.resource, lambda: detail.key))

    def by_key(self) -> None:
        """Ask which status shall follow for what is chosen on screen."""
        view = self._shown()
        if view is None or view.room.aside is not None:
            return
        detail, page = view.tabs.on_record, view.page
        if detail is not None:
            self.choose(view, detail.resource, [detail.key] if detail.key is not None else [])
        else:
            current = page.view.current_key()
            chosen = page.view.selected_keys(MOST) or ([current] if current is not None else [])
            if page.view.selected_count() > MOST:
                view.changed.note(Tone.INFO, _TOO_MANY)
            else:
                self.choose(view, page.resource, chosen)

    def undo(self) -> None:
        """Take the newest change back."""
        if (view := self._shown()) is not None:
            view.changed.undo()

    def choose(self, view: DeskView, resource: Resource, keys: Sequence[int], to: Code | None = None) -> None:
        """Ask which status shall follow, of those that make sense for all of these."""
        records = self._records(view, resource, keys)
        moves = moves_of(resource)
        if moves is None or not records:
            view.changed.note(Tone.INFO, changes.why_not(resource, moves))
            return
        offered = self._offered(view, resource, moves, records)
        if not offered:
            view.changed.note(
                Tone.INFO, f"{changes.named(resource, records)}: {changes.why_none(moves, records)}."
            )
            return
        title = f"Change the status of {changes.named(resource, records)}"
        dialog = self._dialog(
            view, resource, moves, offered, title, changes.now_words(resource, moves, records), to
        )

        def agreed(code: Code, reason: str) -> None:
            work = self._change(view, resource, moves, records, code, reason, dialog)
            self._program.begin(work, "change of status")

        dialog.agreed.connect(agreed)
        dialog.open()

    def edit(self, view: DeskView, entry: Entry) -> None:
        """Ask anew for an entry of the outbox."""
        resource = view.resources[entry.command.resource]
        moves = moves_of(resource)
        records = self._records(view, resource, [entry.command.key])
        if moves is None or not records:
            return
        there = records[0].theirs.get(moves.field, records[0].get(moves.field))
        offered = moves.common([there], by_hand=not self._sent(view, resource))
        if not offered:
            view.changed.note(Tone.INFO, f"{changes.named(resource, records)}: {moves.why_none([there])}.")
            return
        told = f"{changes.named(resource, records)} · {state_word(resource, moves.field, there)} on the server"
        chosen = entry.command.patch.get(moves.field)
        to = chosen if isinstance(chosen, (int, str)) else None
        title = f"Change the status of {changes.named(resource, records)}"
        dialog = self._dialog(view, resource, moves, offered, title, told, to, entry.command.reason)

        def agreed(code: Code, reason: str) -> None:
            patch, base = {moves.field: code}, {moves.field: there}
            work = self._edit(view, lambda writes: writes.edit(entry.command.id, patch, base, reason), dialog)
            self._program.begin(work, "edited change")

        dialog.agreed.connect(agreed)
        dialog.open()

    # What is offered

    def _button(self, view: DeskView, resource: Resource, key: Callable[[], int | None]) -> QuietButton:
        button = QuietButton("Change status")
        menu = QMenu(button)
        menu.setAccessibleName("Change status")

        def fill() -> None:
            menu.clear()
            if (now := key()) is not None:
                self._fill(view, resource, menu, [now], inside=False)

        menu.aboutToShow.connect(fill)
        button.setMenu(menu)
        return button

    def _fill_rows(self, view: DeskView, page: Page, menu: QMenu, keys: Sequence[int]) -> None:
        if page.view.selected_count() <= MOST:
            self._fill(view, page.resource, menu, keys, inside=True)
        else:
            menu.addAction(_TOO_MANY).setEnabled(False)

    def _fill(
        self, view: DeskView, resource: Resource, menu: QMenu, keys: Sequence[int], *, inside: bool
    ) -> None:
        """One entry per status that may follow; what needs a reason asks for it."""
        moves = moves_of(resource)
        records = self._records(view, resource, keys)
        if moves is None or not records:
            return
        if inside:
            menu.addSeparator()
        choices = resource.field(moves.field).choices
        offered = self._offered(view, resource, moves, records)
        for move in offered:
            state = choices.get(move.to) if choices is not None else None
            if state is None:
                continue
            more = " …" if move.reason else ""
            label = f"Status → {state.label}{more}" if inside else f"{state.label}{more}"
            act = menu.addAction(icons.icon(state.icon, theme.current().muted, ICON), label)
            act.triggered.connect(partial(self._picked, view, resource, moves, records, move))
        if not offered:
            why = changes.why_none(moves, records)
            menu.addAction(f"{why[:1].upper()}{why[1:]}").setEnabled(False)

    def _picked(
        self, view: DeskView, resource: Resource, moves: Moves, records: list[Record], move: Move
    ) -> None:
        if move.reason:
            self.choose(view, resource, [record.key for record in records], move.to)
            return
        work = self._change(view, resource, moves, records, move.to, "", None)
        self._program.begin(work, "change of status")

    def _offered(
        self, view: DeskView, resource: Resource, moves: Moves, records: Sequence[Record]
    ) -> tuple[Move, ...]:
        if any(record.key < 0 for record in records):
            return ()
        states = [moves.stands(record.values) for record in records]
        return moves.common(states, by_hand=not self._sent(view, resource))

    def _sent(self, view: DeskView, resource: Resource) -> bool:
        """True where the server takes the status; elsewhere it is recorded for somebody to enter."""
        return resource.name in view.desk.sends_status

    def _dialog(
        self,
        view: DeskView,
        resource: Resource,
        moves: Moves,
        offered: Sequence[Move],
        title: str,
        about: str,
        to: Code | None,
        reason: str = "",
    ) -> StatusChangeDialog:
        system, sent = SYSTEMS[resource.dialect], self._sent(view, resource)
        says = "" if sent else f"{system} does not take this: it is recorded here to hand over."
        choices = changes.choices_of(resource, moves, offered)
        above = QApplication.activeWindow() or self._program.window  # a record may have a window of its own
        kept = (
            "Kept with the change, for whoever asks later."
            if moves.remark[0]
            else f"It stays here, in the outbox: {system} takes no remarks with a status."
        )
        return StatusChangeDialog(
            title, about, choices, above, chosen=to, reason=reason, consequence=says, kept=kept
        )

    def _records(self, view: DeskView, resource: Resource, keys: Sequence[int]) -> list[Record]:
        try:
            found = view.desk.reading.here.records(resource, keys)
        except StorageTrouble as trouble:
            view.changed.note(Tone.BAD, trouble.message)
            return []
        return [record for record in found if record is not None]

    # What is done

    async def _change(
        self,
        view: DeskView,
        resource: Resource,
        moves: Moves,
        records: Sequence[Record],
        to: Code,
        reason: str,
        dialog: StatusChangeDialog | None,
    ) -> None:
        """Keep one command for each, on the disk, then say so and let it be taken back."""
        wanted = changes.commands(resource, moves, records, to, reason, view.desk.seen().now)
        kept, trouble = await view.desk.write(partial(changes.submit_all, wanted))
        view.desk.beat.flush()
        if trouble is not None:
            self._not_kept(view, trouble, len(kept), len(wanted), dialog)
        elif dialog is not None:
            dialog.kept()
        if kept:
            keys = {entry.command.key for entry in kept}
            name = changes.named(resource, [record for record in records if record.key in keys])
            said = f"{name} → {state_word(resource, moves.field, to)}"
            if any(entry.state is State.RECORDED for entry in kept):
                said += f", recorded here, not in {SYSTEMS[resource.dialect]}"
            idents = tuple(entry.command.id for entry in kept)
            view.changed.offer(Undoable(idents, said, view.desk.seen().now + HOLD))

    def _not_kept(
        self, view: DeskView, trouble: Failure, kept: int, all_: int, dialog: StatusChangeDialog | None
    ) -> None:
        said = f"{trouble.title}. {trouble.message}"
        if dialog is not None and not kept:
            dialog.fail(f"Nothing was changed. {said}")
            return
        if dialog is not None:
            dialog.kept()
        self._program.window.say(
            f"{kept} of {all_} changes were kept. {said}" if kept else f"Nothing was changed. {said}"
        )

    async def _edit(self, view: DeskView, act: Callable[[Writes], Entry], dialog: StatusChangeDialog) -> None:
        try:
            await view.desk.write(act)
        except Failure as failure:
            dialog.fail(failure.message)
            return
        view.desk.beat.flush()
        dialog.kept()

    async def _undo(self, view: DeskView, undoable: Undoable) -> None:
        failed = await view.desk.write(partial(changes.discard_all, undoable.idents))
        view.desk.beat.flush()
        if failed:
            some = "" if len(failed) == len(undoable.idents) else f"{len(failed)} of {len(undoable.idents)}: "
            view.changed.note(Tone.WARN, f"Too late to take back. {some}{failed[0]}")
        else:
            view.changed.note(Tone.INFO, f"Taken back: {undoable.words}")
