"""The examples of docs/conditions.md are what gomodlint says."""

from pathlib import Path

from gomodlint.conditions.ports import universe_for
from tests.conditions.strategies import read

PAGE = Path(__file__).parents[2] / "docs" / "conditions.md"


def test_the_table_of_labels_and_witnesses_is_true() -> None:
    rows = [line.replace("\\|", "¦") for line in PAGE.read_text().splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows) == 5
    for row in rows:
        ports, source, label, witness = (cell.strip(" `").replace("¦", "|") for cell in row.strip("|").split("|"))
        universe = universe_for(ports=[ports], tags=["prod", "debug"])
        c = universe.evaluate(read(source))
        assert (universe.label(c), str(universe.witness(c))) == (label, witness)
