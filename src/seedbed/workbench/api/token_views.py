"""One's tokens: make one, see when it was last used, end it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from seedbed.messages import Refusal
from seedbed.workbench.accounts.permissions import Target, needs, require
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.api.forms import NewToken
from seedbed.workbench.api.models import Token
from seedbed.workbench.api.tokens import end_token, make_token
from seedbed.workbench.look.wording import said, text_of, word


@needs(Action.TOKEN_MAKE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list and the form; a new token is shown on the answer to the form and never again."""
    form = NewToken(request.POST or None, user=request.user)
    shown = ""
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            _, shown = make_token(request.user, asked["name"], asked["scopes"], asked["days"])
        except Refusal as refusal:
            for finding in refusal.findings:
                form.add_error(None, text_of(finding))
        else:
            form = NewToken(user=request.user)
    rows = [
        {"token": token, "scopes": [word("token-scope", scope) for scope in token.scopes]}
        for token in Token.objects.filter(user=request.user, ended_at=None)
    ]
    context = {"form": form, "shown": shown, "rows": rows}
    return render(request, "api/tokens.html", context, status=422 if form.errors else 200)


@needs(Action.TOKEN_MAKE)
@require_POST
def end(request: HttpRequest, token: str) -> HttpResponse:
    """It lets in no more, from now on."""
    found = get_object_or_404(Token, pk=token)
    require(request.user, Action.TOKEN_MAKE, Target(account=str(found.user_id)))
    end_token(request.user, found)
    messages.success(request, said("workbench.token-ended"))
    return redirect("tokens")
