"""The two writes that most tests send."""

from __future__ import annotations

from forge_desktop.api.protocol import Client
from forge_desktop.domain.resource import Values

ORDER: Values = {"customer_id": 5, "products": [{"sku": "A-1", "quantity": "2"}]}


async def add(client: Client) -> None:
    """A POST."""
    await client.create("customer-orders", ORDER)


async def change(client: Client) -> None:
    """A PUT; not in the seed profile."""
    await client.update("customer-orders", 7, {"notes": "x"})
