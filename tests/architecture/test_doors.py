"""Domains meet only at their doors: another domain's queries, actions, events and vocabulary."""

from pathlib import Path

import grimp
import pytest

DOORS = {"queries", "actions", "events", "vocabulary", "errors"}
PACKAGE = "bonafides"
HALVES = ("safety", "programme")


@pytest.fixture(scope="session")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(PACKAGE)


def domain_of(module: str) -> str:
    """`bonafides.safety.banks` for `bonafides.safety.banks.rules`; empty outside the halves."""
    parts = module.split(".")
    return ".".join(parts[:3]) if len(parts) > 3 and parts[1] in HALVES else ""


def part_of(module: str) -> str:
    return module.split(".")[3]


def is_test(module: str) -> bool:
    return ".tests" in module


def trespasses(graph: grimp.ImportGraph) -> list[str]:
    """Imports of one domain's inner modules by another domain or by a shell above."""
    return sorted(
        f"{importer} -> {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if not is_test(importer)
        and domain_of(imported)
        and domain_of(importer) != domain_of(imported)
        and domain_of(importer)
        and part_of(imported) not in DOORS
    )


def test_a_domain_enters_another_by_its_doors_only(graph: grimp.ImportGraph) -> None:
    found = trespasses(graph)

    assert found == []


def test_the_halves_never_import_each_other(graph: grimp.ImportGraph) -> None:
    safety = graph.find_descendants("bonafides.safety")

    crossing = [
        module
        for module in safety
        if any(
            imported.startswith("bonafides.programme") for imported in graph.find_modules_directly_imported_by(module)
        )
    ]

    assert crossing == []


def test_every_domain_says_in_its_readme_what_it_is_for() -> None:
    folders = [
        folder for half in HALVES for folder in sorted(Path(f"src/bonafides/{half}").iterdir()) if folder.is_dir()
    ]

    missing = [
        str(folder) for folder in folders if (folder / "models.py").exists() and not (folder / "README.md").exists()
    ]

    assert missing == []
