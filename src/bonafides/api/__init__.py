"""The HTTP API: one OpenAPI document over what each domain's `api.py` offers."""
