"""`manage.py draw_token USERNAME`: an access token for an account, printed once."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.domain.refusals import TokenRefused
from agencies.domain.tokens import Scope
from agencies.models import Officer
from agencies.services.tokens import drafted_token, draw_token
from agencies.wording import sentence


class Command(BaseCommand):
    help = str(gettext_lazy("Draws an access token; its text is printed once and kept nowhere."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="manage.py draw_token", help="what it is used for")
        parser.add_argument(
            "--scopes",
            nargs="+",
            required=True,
            choices=[scope.value for scope in Scope],
            metavar="SCOPE",
            help=", ".join(scope.value for scope in Scope),
        )
        parser.add_argument("--days", type=int, default=90, metavar="N")
        parser.add_argument(
            "--from",
            dest="addresses",
            nargs="+",
            default=[],
            metavar="NETWORK",
            help="addresses or networks from which it is taken; from everywhere if not given",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        officer = Officer.objects.filter(username=options["username"]).first()
        if officer is None:
            raise CommandError(_("There is no account “%(name)s”.") % {"name": options["username"]})
        now = timezone.now()
        try:
            drafted = drafted_token(
                officer=officer,
                name=options["name"],
                scopes=options["scopes"],
                addresses=options["addresses"],
                expires_at=now + timedelta(days=options["days"]),
                at=now,
            )
        except TokenRefused as refusal:
            raise CommandError(sentence(refusal)) from None
        self.stdout.write(draw_token(drafted, by=None).text)
