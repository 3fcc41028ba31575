from __future__ import annotations

from dataclasses import replace

from mt.evaluate import markdown
from tests.evaluate.samples import report


def test_every_table_has_as_many_cells_in_each_row() -> None:
    text = markdown.render(report())
    tables: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.startswith("|"):
            tables[-1].append(line.replace("\\|", ""))
        elif tables[-1]:
            tables.append([])
    assert len(tables) > 5
    for table in tables:
        assert len({row.count("|") for row in table}) <= 1, table


def test_the_scores_stand_in_one_row_a_system() -> None:
    text = markdown.render(report())
    assert "| alpha | **41.0 [40.0, 42.2]** | **45.2 [44.0, 46.4]** | 0 |" in text
    assert "| \\<beta\\> & co | 38.0 [36.9, 39.1] | **46.0 [44.9, 47.2]** | 1 |" in text
    assert "| alpha − \\<beta\\> & co | **+3.05** (< 0.001, 0.012) | −0.80 (0.200, 0.300) |" in text


def test_text_cannot_become_markup() -> None:
    text = markdown.render(report())
    assert "It rains \\| \\</script\\>\\<!-- a." in text
    assert "</script>" not in text.replace("\\</script\\>", "")


def test_a_report_of_one_system_has_no_comparison() -> None:
    text = markdown.render(report(1))
    assert "Which is better" not in text
    assert "differ most" not in text
    assert "BLEU of alpha is 41" in text


def test_an_empty_report_is_text() -> None:
    empty = replace(report(), systems=(), comparisons=(), ranks=(), buckets=(), segments=(), coverage=None)
    assert markdown.render(empty).startswith("# A test & more\n")
