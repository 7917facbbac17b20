"""Every declaration of every resource, checked against the contract and against the others."""
