"""The ForgeMRP contract on the same factory: quotes, jobs, clients, suppliers, purchasing, inventory, webhooks.

Context: `forgemrp-api.txt` is one page: envelope, scopes, keyset paging, rate limit, idempotency, webhooks, but
hardly a field. There is one stock and one floor behind both contracts.
Decision: served under `/api/v1` beside `/rest/v1` of the same process, without a profile of its own: nobody
gets in without a key, and there is none until one is made. Jobs are manufacturing orders, clients customers,
inventory the lots in stock; quotes, RFQs and what the factory's rows lack are tables of their own. What is
assumed stands in `assumed` alone. `changes` watches every write transaction of either contract, compares what
was touched with what it has become, moves `updated_at` and queues webhooks in that same transaction.
Rejected: `updated_at` columns set by each rule (one is forgotten), triggers in the database (they differ per
database), a profile (one factory, two contracts, could not be seen).
Consequence: a write that changes nothing moves nothing and tells nobody; what a change means to a client is
decided in one table of watched columns.
"""
