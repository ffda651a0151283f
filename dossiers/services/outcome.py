"""How an act ended, told to whoever counts and logs: done, once it stands, or refused and why."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Concatenate, ParamSpec

import structlog
from django.db import transaction

from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.services.performance import Done
from dossiers.signals import act_done, act_refused

logger = structlog.get_logger(__name__)
Rest = ParamSpec("Rest")


def outcome_told(
    perform: Callable[Concatenate[str, Rest], Done],
) -> Callable[Concatenate[str, Rest], Done]:
    """Sends `act_done` after the commit, or `act_refused` at once; who hears it cannot undo the act."""

    @wraps(perform)
    def performing(act: str, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Done:
        try:
            done = perform(act, *args, **kwargs)
        except ActRefused as refusal:
            logger.info("act_refused", act=act, code=refusal.code)
            act_refused.send_robust(sender=Dossier, act=act, code=refusal.code)
            raise
        transaction.on_commit(partial(_tell, act, done), robust=True)
        return done

    return performing


def _tell(act: str, done: Done) -> None:
    logger.info("act_done", act=act, dossier=done.dossier.key, state=done.dossier.state)
    act_done.send_robust(sender=Dossier, act=act)
