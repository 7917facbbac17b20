"""Tests of the local server, over real HTTP, against the contract as it is written."""
