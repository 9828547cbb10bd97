"""Coming in and going out, one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seedbed.workbench.accounts import forms, invitations, resetting, second_factor, signing_in
from seedbed.workbench.accounts.models import BrowserSession, User
from seedbed.workbench.accounts.permissions import for_signed_in, open_to_all
from seedbed.workbench.accounts.places import of_membership
from seedbed.workbench.accounts.sealing import mark_of_email, tidy_email
from seedbed.workbench.accounts.sessions import end_sessions
from seedbed.workbench.accounts.throttling import must_wait, note_failure, note_success
from seedbed.workbench.look.errors import too_many
from seedbed.workbench.look.views import set_language_cookie
from seedbed.workbench.look.wording import language, said, word
from seedbed.workbench.oversight.audit import account_changed
from seedbed.workbench.oversight.models import AuditEntry, Coming
from seedbed.workbench.oversight.sign_ins import note_coming

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _next(request: HttpRequest) -> str:
    """Where to go on, if it is a page of ours."""
    address = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if safe else reverse("start")


def _come_in(request: HttpRequest, user: User, address: str) -> HttpResponse:
    signing_in.let_in(request, user)
    note_coming(request, Coming.SIGNED_IN, user)
    response = redirect(address)
    if user.language:
        set_language_cookie(response, user.language)
    return response


@open_to_all
@sensitive_post_parameters("password")
@never_cache
@form_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """Address and password; wrong ones are not told apart."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = forms.SignIn(request.POST or None)
    if form.is_bound and form.is_valid():
        email = tidy_email(form.cleaned_data["email"])
        wait = must_wait(request, "sign-in", email)
        if wait:
            return too_many(request, wait)
        user = signing_in.check_password(request, email, form.cleaned_data["password"])
        if user is not None:
            note_success(request, "sign-in", email)
            if second_factor.has_second_factor(user):
                signing_in.wait_for_code(request, user)
                return redirect(f"{reverse('sign-in-code')}?{urlencode({'next': _next(request)})}")
            return _come_in(request, user, _next(request))
        note_failure(request, "sign-in", email)
        _note_wrong(request, Coming.WRONG_PASSWORD, "sign-in", email, email=email)
        form.add_error(None, said("workbench.wrong-sign-in"))
    return _form(request, "sign-in", form, template="accounts/sign_in.html")


@open_to_all
@never_cache
@form_page
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second factor."""
    user = signing_in.who_waits(request)
    if user is None:
        return redirect("sign-in")
    form = forms.OneTimeCode(request.POST or None)
    if form.is_bound and form.is_valid():
        wait = must_wait(request, "code", str(user.pk))
        if wait:
            return too_many(request, wait)
        if second_factor.is_right(user, form.cleaned_data["code"]):
            note_success(request, "code", str(user.pk))
            return _come_in(request, user, _next(request))
        note_failure(request, "code", str(user.pk))
        _note_wrong(request, Coming.WRONG_CODE, "code", str(user.pk), user)
        form.add_error("code", said("workbench.wrong-code"))
    return _form(request, "sign-in-code", form)


def _note_wrong(
    request: HttpRequest, event: Coming, kind: str, account: str, user: User | None = None, email: str = ""
) -> None:
    """A failure, and that it was the last which is heard for a while."""
    found = user or User.objects.filter(email_mark=mark_of_email(email)).first()
    note_coming(request, event, found, email=email)
    if must_wait(request, kind, account):
        note_coming(request, Coming.STOPPED, found, email=email)


@open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    if request.user.is_authenticated:
        note_coming(request, Coming.SIGNED_OUT, request.user)
    logout(request)
    return redirect("start")


@open_to_all
@form_page
def forgotten(request: HttpRequest) -> HttpResponse:
    """A letter with a link, if the address is known; the answer is the same if not."""
    form = forms.Forgotten(request.POST or None)
    if form.is_bound and form.is_valid():
        email = tidy_email(form.cleaned_data["email"])
        wait = must_wait(request, "reset", email)
        if wait:
            return too_many(request, wait)
        note_failure(request, "reset", email)  # every letter counts
        note_coming(request, Coming.RESET_ASKED, email=email)
        resetting.ask_for_reset(email, request.build_absolute_uri("/"), language())
        return _note(request, "forgotten")
    return _form(request, "forgotten", form)


@open_to_all
@sensitive_post_parameters("new_password")
@never_cache
@form_page
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """A new password by the letter's link, once; all sessions end."""
    user = resetting.user_of(token)
    if user is None:
        return _note(request, "dead-link", status=410)
    form = forms.NewPassword(request.POST or None, user=user)
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            user.set_password(form.cleaned_data["new_password"])
            user.save(update_fields=["password"])
            end_sessions(user)
            account_changed(user, user, "password-reset")
            note_coming(request, Coming.RESET, user)
        messages.success(request, said("workbench.password-changed"))
        return redirect("sign-in")
    return _form(request, "reset", form)


@open_to_all
@sensitive_post_parameters("new_password")
@never_cache
@form_page
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by an invitation: who has an account signs in and takes the role, others make one."""
    wait = must_wait(request, "invitation", "")
    if wait:
        return too_many(request, wait)
    found = invitations.find(token)
    if found is None:
        note_failure(request, "invitation", "")
        return _note(request, "dead-link", status=410)
    context = {"role": word("role", found.role), "of": of_membership(found.organisation, found.subproject)}
    known = User.objects.filter(email_mark=found.email_mark).first()
    if known is not None:
        if request.user != known:
            if request.user.is_authenticated:  # as somebody else: the sign-in page would lead back here
                return _note(request, "other-account", status=409)
            return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.path})}")
        if request.method == "POST" and invitations.accept(found, known):
            account_changed(known, known, "invitation-taken", found.role)
            note_coming(request, Coming.INVITATION_TAKEN, known, what=found.role)
            messages.success(request, said("workbench.welcome-again"))
            return redirect("start")
        return _form(request, "invitation", None, template="accounts/invitation.html", **context)
    form = forms.Arrival(request.POST or None, email=found.email)
    if form.is_bound and form.is_valid():
        chosen = "zh-hans" if language() == "zh" else "en"
        user = invitations.accept_as_new(
            found, form.cleaned_data["name"], form.cleaned_data["new_password"], chosen
        )
        if user is None:
            return _note(request, "dead-link", status=410)
        account_changed(user, user, "invitation-taken", found.role)
        note_coming(request, Coming.INVITATION_TAKEN, user, what=found.role)
        return _come_in(request, user, reverse("start"))
    return _form(request, "invitation", form, template="accounts/invitation.html", **context)


@for_signed_in
@form_page
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: name, password, second factor, sessions."""
    form = forms.OwnName(request.POST or None, initial={"name": request.user.name})
    if form.is_bound and form.is_valid():
        request.user.name = form.cleaned_data["name"]
        request.user.save(update_fields=["name"])
        messages.success(request, said("workbench.kept"))
        return redirect("account")
    context = {
        "form": form,
        "second_factor": second_factor.has_second_factor(request.user),
        "sessions": BrowserSession.objects.filter(user=request.user),
        "this_session": request.session.session_key,
        "roles": [
            (word("role", held.role), of_membership(held.organisation, held.subproject))
            for held in request.user.standing
        ],
    }
    return render(request, "accounts/account.html", context)


@for_signed_in
@sensitive_post_parameters("password", "new_password")
@never_cache
@form_page
def password(request: HttpRequest) -> HttpResponse:
    """Another password; the other sessions end."""
    form = forms.ChangePassword(request.POST or None, user=request.user)
    if wait := _guessed_too_often(request, form):
        return too_many(request, wait)
    if form.is_bound and form.is_valid():
        request.user.set_password(form.cleaned_data["new_password"])
        request.user.save(update_fields=["password"])
        update_session_auth_hash(request, request.user)
        end_sessions(request.user, except_key=request.session.session_key)
        account_changed(request.user, request.user, "password-changed")
        note_coming(request, Coming.PASSWORD_CHANGED, request.user)
        messages.success(request, said("workbench.password-changed"))
        return redirect("account")
    return _form(request, "password", form)


@for_signed_in
@never_cache
@form_page
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Set the second factor up, or take it down with one's password."""
    user: User = request.user
    if second_factor.has_second_factor(user):
        confirm = forms.Confirm(request.POST or None, user=user)
        if wait := _guessed_too_often(request, confirm):
            return too_many(request, wait)
        if confirm.is_bound and confirm.is_valid():
            second_factor.take_down(user)
            end_sessions(user, except_key=request.session.session_key)
            request.session.pop("second-factor-there", None)
            account_changed(user, user, "second-factor-ended")
            note_coming(request, Coming.FACTOR_ENDED, user)
            messages.warning(request, said("workbench.second-factor-ended"))
            return redirect("account")
        return _form(request, "second-factor-end", confirm)
    form = forms.OneTimeCode(request.POST or None)
    if form.is_bound and form.is_valid():
        wait = must_wait(request, "code", str(user.pk))
        if wait:
            return too_many(request, wait)
        if second_factor.set_up(request, user, form.cleaned_data["code"]):
            account_changed(user, user, "second-factor-set-up")
            note_coming(request, Coming.FACTOR_SET_UP, user)
            return _show_codes(request, second_factor.recovery_codes(user))
        note_failure(request, "code", str(user.pk))
        form.add_error("code", said("workbench.wrong-code"))
    secret = second_factor.secret_on_offer(request)
    context = {"secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))}
    picture = second_factor.picture_of(user, secret)
    return _form(
        request, "second-factor", form, template="accounts/second_factor.html", picture=picture, **context
    )


@for_signed_in
@never_cache
@form_page
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Fresh recovery codes, shown once, after the password."""
    if not second_factor.has_second_factor(request.user):
        return redirect("second-factor")
    form = forms.Confirm(request.POST or None, user=request.user)
    if wait := _guessed_too_often(request, form):
        return too_many(request, wait)
    if form.is_bound and form.is_valid():
        account_changed(request.user, request.user, "recovery-codes-made")
        note_coming(request, Coming.CODES_MADE, request.user)
        return _show_codes(request, second_factor.new_recovery_codes(request.user))
    return _form(request, "recovery-codes", form)


def _guessed_too_often(request: HttpRequest, form: forms.Confirm | forms.ChangePassword) -> int:
    """Minutes to wait where the present password was guessed; whoever sits at an open session could try."""
    if not form.is_bound:
        return 0
    wait = must_wait(request, "confirm", str(request.user.pk))
    if not wait and "password" in form.errors and form.data.get("password"):
        note_failure(request, "confirm", str(request.user.pk))
        note_coming(request, Coming.WRONG_PASSWORD, request.user)
    return wait


@for_signed_in
@require_POST
def end_session(request: HttpRequest, session: str) -> HttpResponse:
    """End one of one's sessions."""
    get_object_or_404(BrowserSession, id=session, user=request.user).delete()
    messages.success(request, said("workbench.session-ended"))
    return redirect("account")


@for_signed_in
@require_POST
def end_all_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    end_sessions(request.user)
    note_coming(request, Coming.SIGNED_OUT_EVERYWHERE, request.user)
    logout(request)
    messages.success(request, said("workbench.signed-out-everywhere"))
    return redirect("sign-in")


@for_signed_in
@require_safe
def my_trail(request: HttpRequest) -> HttpResponse:
    """Who looked at or changed one's own record."""
    entries = AuditEntry.objects.filter(person=request.user.person) if request.user.person else []
    return render(request, "accounts/trail.html", {"entries": entries[:200]})


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


def _form(
    request: HttpRequest, name: str, form: object, template: str = "look/one_form.html", **context: object
) -> HttpResponse:
    """A page that is one form: ``workbench.page-<name>``, ``workbench.about-<name>``, ``workbench.do-<name>``."""
    words = {
        "title": said(f"workbench.page-{name}"),
        "about": said(f"workbench.about-{name}"),
        "button": said(f"workbench.do-{name}"),
    }
    status = 422 if getattr(form, "errors", None) else 200
    whole = {**words, "form": form, "next": _next(request), **context}
    return render(request, template, whole, status=status)


def _note(request: HttpRequest, name: str, status: int = 200) -> HttpResponse:
    words = {"title": said(f"workbench.note-{name}"), "sentence": said(f"workbench.note-{name}-help")}
    return render(request, "look/note.html", words, status=status)
