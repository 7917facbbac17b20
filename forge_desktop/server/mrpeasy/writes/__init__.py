"""The contract, writing side: POST, PUT and DELETE, from the bytes of a body to an act of the world.

Context: clients send forms as PHP builds them or JSON, and expect every complaint of a refused write at once.
Decision: `body` turns both kinds into one nested value, `form` reads typed values out of it and gathers what is
wrong under the field's own name (`products[0][quantity]: must be more than 0`); one module per object then says
what it takes. Plain objects (`objects`) are written by the very declarations they are read by. `desk` opens one
transaction per request, hands it round and answers.
Rejected: a validation library's models (its messages and its idea of types are not the contract's), stopping at
the first complaint (a person would meet them one by one).
Consequence: whatever is refused has changed nothing; rules on stock live in `server.world`, not here.
"""
