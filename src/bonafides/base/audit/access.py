"""Who may open which page of the log: anyone. That is its point."""

from bonafides.base.http.access import PUBLIC, Access

ACCESS: dict[str, Access] = {"audit:log": PUBLIC, "audit:log_keys": PUBLIC, "audit:log_file": PUBLIC}
