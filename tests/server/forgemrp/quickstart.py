"""The code samples of the published page, word for word but for the host, which the tests fill in."""

from __future__ import annotations

FIRST_CALL = """\
curl https://app.forgemrp.com/api/v1/clients \\
  -H "Authorization: Bearer fmrp_live_..."
"""

WALK = """\
cursor = None
while True:
    url = "https://app.forgemrp.com/api/v1/quotes?limit=100"
    if cursor: url += f"&cursor={cursor}"
    res = requests.get(url, headers=headers).json()
    handle(res["data"])
    cursor = res["next_cursor"]
    if not cursor: break
"""

CREATE = """\
curl -X POST https://app.forgemrp.com/api/v1/quotes \\
  -H "Authorization: Bearer fmrp_live_..." \\
  -H "Idempotency-Key: 7c9e6679-..." \\
  -H "Content-Type: application/json" \\
  -d '{ "clientId": "…" }'
"""

VERIFY = """\
import hmac, hashlib

def verify(secret: str, raw_body: bytes, signature: str) -> bool:
    expected = hmac.new(secret.encode(), raw_body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature)
"""
HOST = "https://app.forgemrp.com/api/v1"
