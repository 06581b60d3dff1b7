"""The commands that bring another system's data in, as somebody types them."""

import argparse

from bonafides.safety.peers import commands


def run(name: str, *arguments: object) -> int:
    parser = argparse.ArgumentParser()
    getattr(commands, f"{name}_arguments")(parser)
    code: int = getattr(commands, name)(parser.parse_args([str(each) for each in arguments]))
    return code
