"""A refusal that no form could say is a page of its own."""

from __future__ import annotations

from seedbed.workbench.accounts.roles import Role


def test_without_a_region_a_page_says_so(client_of):
    response = client_of(Role.PERSON).get("/proposals?help=1")
    assert response.status_code == 409 and "region" in response.content.decode()
