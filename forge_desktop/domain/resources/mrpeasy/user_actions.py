"""What users did (contracts/mrpeasy-api.txt, "User actions"); `desciption` is the contract's spelling."""

from __future__ import annotations

from collections.abc import Iterable

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Child, Column, Field, Ref, Resource, Section, Values
from forge_desktop.domain.scalars import Kind


def named_user(values: Values) -> Iterable[Child]:
    """The one place where the contract tells the name behind a user's key."""
    key, name = values.get("user_id"), values.get("username")
    if isinstance(key, int) and key > 0 and name not in (None, ""):
        yield Child(key, {"user_id": key, "username": name})


USER_ACTIONS = Resource(
    name="users/actions",
    dialect="mrpeasy",
    section=Section.ADMINISTRATION,
    title="User actions",
    singular="User action",
    icon="history",
    key="log_id",
    caption=("desciption", "username"),
    created="created",
    fields=(
        Field(name="log_id", label="Key", kind=Kind.ID),
        Field(name="created", label="When", kind=Kind.INSTANT),
        Field(name="user_id", label="User key", kind=Kind.ID, ref=Ref("users", "username")),
        Field(name="username", label="User", kind=Kind.TEXT, search=True),
        Field(name="object_id", label="Object key", kind=Kind.ID),
        Field(name="activity", label="Activity", kind=Kind.INTEGER),
        Field(name="desciption", label="What", kind=Kind.TEXT, search=True),
        Field(name="comment", label="Comment", kind=Kind.NOTE, search=True),
    ),
    columns=(
        Column(field="created", width=120),
        Column(field="username", width=130),
        Column(field="desciption", width=280),
        Column(field="comment", width=300),
        Column(field="object_id", width=96),
        Column(field="activity", width=90, shown=False),
        Column(field="log_id", shown=False),
    ),
    chips=("created", "username", "desciption"),
    view="Newest first",
    sort=(Sort("created", descending=True), Sort("log_id", descending=True)),
    children={"users": named_user},
    empty="What people did in the system appears here.",
)
