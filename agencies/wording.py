"""What scopes and states of tokens are called on screen, and the sentence of every refusal."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.domain.refusals import TokenRefused
from agencies.domain.tokens import Scope, TokenState

Words = str | Promise

SCOPE_LABELS: Mapping[Scope, Words] = {
    Scope.DOSSIERS_READ: _("Read dossiers, their history, dates and notices"),
    Scope.DOCUMENTS_READ: _("Read what lies in dossiers: applicants, documents, papers, letters"),
    Scope.DOSSIERS_SUBMIT: _("Submit dossiers"),
    Scope.DOSSIERS_ACT: _("Work dossiers and answer notices, on behalf of an officer"),
    Scope.DOCUMENTS_WRITE: _("Hand in files"),
    Scope.LETTERS_SIGN: _("Sign letters and reminders, on behalf of a head"),
    Scope.REPORTS_READ: _("Read reports and figures"),
    Scope.WEBHOOKS: _("Set up its own webhook"),
}

STATE_LABELS: Mapping[TokenState, Words] = {
    TokenState.VALID: _("valid"),
    TokenState.EXPIRED: _("expired"),
    TokenState.REVOKED: _("revoked"),
}

#: The piles of `agencies.selectors.tokens`.
STATE_PILES: Mapping[str, Words] = {
    "valid": _("valid"),
    "ending": _("ends soon"),
    "ended": _("ended"),
    "never_used": _("never used"),
}

SENTENCES: Mapping[str, Words] = {
    "already_replaced": _(
        "This token has been replaced already. Whoever did not receive the new one asks an administrator."
    ),
    "bad_lifetime": _("A token holds from now on for %(days)s days at most."),
    "bad_network": _("“%(name)s” is not an address or network such as 10.20.0.0/16."),
    "inactive_account": _("This account may no longer sign in."),
    "missing_scope": _("This token does not open that: it lacks “%(name)s”."),
    "missing_name": _("Say what the token is used for."),
    "no_scope": _("Choose what the token opens."),
    "token_expired": _("The token has expired."),
    "token_revoked": _("The token has been revoked."),
    "token_wrong_address": _("This token is not taken from your address."),
    "unknown_scope": _("“%(name)s” is nothing that a token opens."),
}


def sentence(refusal: TokenRefused) -> str:
    """The refusal in words, in the language in use."""
    return str(SENTENCES[refusal.code]) % refusal.params
