"""`python -m monitor` is `kpi-monitor`."""

import sys

from monitor.cli.main import run

sys.exit(run())
