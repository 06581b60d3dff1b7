"""Settings, addresses, the role table and the checks: where the parts are put together."""
