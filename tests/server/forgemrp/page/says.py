"""How a check says which sentence of the published page, or of what we assume beyond it, it shows to hold."""

from __future__ import annotations

from collections.abc import Callable

from ..conftest import Forge, Opener
from ..receiver import Receiver

Check = Callable[[Forge, Receiver, Opener], None]
FIGURES = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
NO_JOB = "/jobs/job_0000000000000"


class Checks(dict[str, Check]):
    """The checks by the sentences that they are about, word for word."""

    def says(self, sentence: str) -> Callable[[Check], Check]:
        """Keeps the check of a sentence."""
        assert sentence not in self

        def keep(check: Check) -> Check:
            self[sentence] = check
            return check

        return keep


def code(forge: Forge, method: str, path: str, **more: object) -> tuple[int, str]:
    """Status and code of a request that is refused."""
    answer = forge.client.request(method, path, **more)  # type: ignore[arg-type]
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    assert body["error"]["message"]
    return answer.status_code, body["error"]["code"]
