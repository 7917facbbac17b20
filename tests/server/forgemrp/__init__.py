"""Tests of the ForgeMRP contract on the local server."""
