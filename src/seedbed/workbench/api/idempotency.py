"""Doing a call once, however often it is sent (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from seedbed.messages import Refusal
from seedbed.store import Json
from seedbed.workbench.api.models import KeptAnswer

HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def once(request: HttpRequest, response: HttpResponse, content: bytes, act: Callable[[], Json]) -> Json:
    """Do ``act`` and keep its answer under the call's key; a call without a key is simply done.

    What is done and that it was done are committed together: after a crash either both stand or none.
    Calls that are refused change nothing and are not kept.

    Parameters
    ----------
    content
        What the call says; with method and address it tells whether a call is the same.

    Raises
    ------
    Refusal
        ``workbench.bad-key``, ``workbench.key-used`` (for another call), or what ``act`` refuses.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not _KEY.fullmatch(key):
        raise Refusal.because("workbench.bad-key")
    asked = hashlib.sha256(f"{request.method} {request.path}\n".encode() + content).hexdigest()
    token = request.auth
    with transaction.atomic():
        KeptAnswer.objects.filter(token=token, at__lt=timezone.now() - KEPT).delete()
        # Of two that come at the same moment the second waits here until the first is done.
        kept, fresh = KeptAnswer.objects.get_or_create(token=token, key=key, defaults={"asked": asked})
        if not fresh:
            if kept.asked != asked:
                raise Refusal.because("workbench.key-used")
            response.headers["Idempotency-Replayed"] = "true"
            answer: Json = json.loads(kept.body)
            return answer
        done = act()
        kept.body = json.dumps(done).encode()
        kept.save(update_fields=["body"])
    return done
