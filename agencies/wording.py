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
    "no_token": _("You came in by a session, which has no token to replace."),
    "no_scope": _("Choose what the token opens."),
    "token_expired": _("The token has expired."),
    "token_revoked": _("The token has been revoked."),
    "token_wrong_address": _("This token is not taken from your address."),
    "unknown_scope": _("“%(name)s” is nothing that a token opens."),
}


def sentence(refusal: TokenRefused) -> str:
    """The refusal in words, in the language in use."""
    return str(SENTENCES[refusal.code]) % refusal.params


#: What is told to whoever comes back from the identity provider and does not come in.
IDENTITY_SENTENCES: Mapping[str, Words] = {
    "bad_id_token": _("The identity provider's answer could not be verified."),
    "bound_to_another": _(
        "The officer of this address signs in with another identity. An administrator can put that right."
    ),
    "inactive_account": _("Your account here may no longer sign in."),
    "not_signed_in": _("You did not sign in at the identity provider."),
    "provider_away": _("The identity provider does not answer. Try again in a few minutes."),
    "several_accounts": _(
        "Several officers are entered with this address. An administrator can put that right."
    ),
    "unknown_person": _(
        "You are signed in at the identity provider, but no administrator has entered you as an officer here."
    ),
    "unknown_state": _("This sign-in was begun elsewhere or too long ago."),
}
