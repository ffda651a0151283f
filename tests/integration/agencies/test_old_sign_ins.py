"""Sessions that are over and old notes of log-ins go; what still counts stays."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from agencies.tasks import forget_old_sign_ins
from tests.factories import Office

LONG_AGO = timedelta(days=181)


def sign_in_wrongly(username: str) -> None:
    Client().post("/admin/login/", {"username": username, "password": "sai"})


def age(*names: str) -> None:
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username__in=names).update(attempt_time=timezone.now() - LONG_AGO)


def test_old_notes_and_ended_sessions_go(office: Office) -> None:
    for name in ("cu", "moi"):
        sign_in_wrongly(name)
        AccessLog.objects.create(username=name)
    age("cu")
    forget_old_sign_ins()
    for model in (AccessAttempt, AccessLog):
        assert set(model.objects.values_list("username", flat=True)) == {"moi"}, model


def test_only_sessions_that_are_over_go(office: Office) -> None:
    for officer in (office.counter, office.specialist):
        Client().force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    over = Session.objects.first()
    Session.objects.filter(pk=over.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    forget_old_sign_ins()
    assert list(Session.objects.values_list("pk", flat=True)) != [over.pk]
    assert Session.objects.count() == 1
