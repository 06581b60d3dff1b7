"""The doors themselves: one file for what each kind of client asks, one for the page of whoever opens them."""
