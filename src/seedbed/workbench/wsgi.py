"""What a web server calls."""

from __future__ import annotations

import os
import signal
import time
from threading import Thread

from django.core.wsgi import get_wsgi_application

LOOK_EVERY = 1.0  # seconds


def end_with(parent: int) -> None:
    """End this process soon after its parent is gone, however that went: no orphan keeps the port."""
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGKILL)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seedbed.workbench.settings")
application = get_wsgi_application()
if os.environ.get("SEEDBED_SERVED_BY") == str(os.getppid()):
    Thread(target=end_with, args=(os.getppid(),), name="end-with-parent", daemon=True).start()
