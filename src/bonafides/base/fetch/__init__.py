"""The only HTTP client that takes an address from outside. See README.md."""

from bonafides.base.fetch.client import Answer, get, get_once, head, post, put

__all__ = ["Answer", "get", "get_once", "head", "post", "put"]
