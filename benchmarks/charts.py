"""What a chart costs: the example's finding with two panels of 143 weeks, in its three widths."""

from __future__ import annotations

import time

from monitor.model.words import Language
from monitor.reporting.views.material import Material
from monitor.reporting.views.trends import finding_figure
from monitor.reporting.voice import Voice
from tests.reporting.example import example

ROUNDS = 50


def main() -> None:
    """Prints milliseconds of CPU time and bytes for one chart."""
    ready = example(Language.EN)
    voice = Voice(Language.EN, ready.situation.catalogue)
    material = Material(ready.result, ready.situation, ready.rules, ready.project, None, voice)
    finding = ready.result.findings[0]
    finding_figure(finding, material)
    start = time.process_time()
    for _ in range(ROUNDS):
        figure = finding_figure(finding, material)
    spent = (time.process_time() - start) / ROUNDS * 1000
    assert figure is not None
    print(f"one chart in three widths, with its table: {spent:.1f} ms of CPU time, {len(figure.pictures.all) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
