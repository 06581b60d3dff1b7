"""A password for the demo: told once."""

import secrets

PASSWORD_WORDS = 4
WORDS = (
    *(
        "amber",
        "basin",
        "cedar",
        "delta",
        "ember",
        "fjord",
        "grove",
        "harbour",
        "inlet",
        "juniper",
        "kettle",
        "lantern",
    ),
    *("meadow", "nettle", "orchard", "pebble", "quarry", "river", "saddle", "thicket", "umber", "valley", "willow"),
    *("yarrow", "anchor", "beacon", "copper", "drift", "elder", "fennel", "garnet", "heather", "island", "jasper"),
)


def new_password() -> str:
    """Easy to type, and random: four of our words and a number."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(PASSWORD_WORDS)), str(secrets.randbelow(9_000) + 1_000)])
