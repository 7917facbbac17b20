"""Which servers a person works with, and the keys for them.

Context: one window may serve several accounts; each has its own cache, time zone and pair of keys, and scripts
bring theirs in the environment. Decision: the list lies in `connections.json` without any key (`book`), keys
lie in the keychain of the operating system alone (`keychain`), and a connection carries a fingerprint of its
account, so that another company's key on it is noticed before anything is read or sent. Where an account's
next key is another text, it is tried on a record of the local copy (`proof`): only the same account has it.
Where the copy is empty but something waits to be sent, a person has to say that it is the same account.
Rejected: an encrypted file of our own (its password would have to lie somewhere) and keyring's plain-text
back-ends. Consequence: a machine without a keychain takes its keys from the environment or asks on every start,
and says so.
"""

from forge_desktop.connections.book import Connections
from forge_desktop.connections.choice import choose, keys_for
from forge_desktop.connections.connection import (
    Connection,
    KeysMissing,
    NoConnection,
    Unproven,
    fingerprint,
    key_form,
    make_connection,
    of_account,
    same_account,
)
from forge_desktop.connections.environment import (
    ACCESS_KEY,
    API_KEY,
    from_environment,
    keys_of_environment,
)
from forge_desktop.connections.keychain import Kept, Keychain
from forge_desktop.connections.local_copy import delete_local_copy, refuse_waiting, waiting
from forge_desktop.connections.proof import Doubtful, prove
from forge_desktop.domain.keys import check_key, check_keys

__all__ = [
    "ACCESS_KEY",
    "API_KEY",
    "Connection",
    "Connections",
    "Doubtful",
    "Kept",
    "Keychain",
    "KeysMissing",
    "NoConnection",
    "Unproven",
    "check_key",
    "check_keys",
    "choose",
    "delete_local_copy",
    "fingerprint",
    "from_environment",
    "key_form",
    "keys_for",
    "keys_of_environment",
    "make_connection",
    "of_account",
    "prove",
    "refuse_waiting",
    "same_account",
    "waiting",
]
