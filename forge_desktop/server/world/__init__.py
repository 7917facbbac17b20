"""The rules of the world behind the contracts: what booking, shipping, making and numbering do to the tables.

Context: orders arrive through more than one contract, but there is one stock and one floor.
Decision: each rule is a function of an `Act`, one write in progress: transaction, moment, time zone.
Rules know tables and nothing of HTTP; what they refuse, they refuse in words that name a field (`Refused`).
The stock figures that other tables repeat are brought up to date once, at the end of the act.
Rejected: triggers in the database (they cannot explain themselves), objects that mirror rows.
Consequence: a write is all or nothing, because an act that is refused is rolled back as a whole.
"""
