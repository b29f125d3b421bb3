"""The program without its children, which take seconds to start: for tests that run it often."""

from __future__ import annotations

import faults
from briefing import gathering, rendering
from briefing.cli import main

if __name__ == "__main__":
    for module in (gathering, rendering):
        module.__dict__["guarded"] = faults.in_this_process
    main()
