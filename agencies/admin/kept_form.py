"""What stood in a form that could not be taken: kept on the page itself, never on the server."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

#: A working day with its midday break: the page that carries a form may stay open until then.
KEPT_FOR = timedelta(hours=12)
#: Signs of one form; more is no form that somebody typed.
MOST = 200_000
_SALT = "agencies.kept_form"
_OWN = "csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Where a form was going, what stood in it, and the names of files that have to be chosen again."""

    path: str
    fields: list[tuple[str, str]]
    files: list[str]
    sent: str

    @property
    def sent_at(self) -> datetime:
        return datetime.fromisoformat(self.sent)


def form_of(request: HttpRequest) -> KeptForm | None:
    """The form that a request brings, without passwords and without files; None if it is too long."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != _OWN and "password" not in name
    ]
    if sum(len(name) + len(value) for name, value in fields) > MOST:
        return None
    files = [str(file.name) for file in request.FILES.values()]
    return KeptForm(request.get_full_path(), fields, files, timezone.now().isoformat())


def sealed(form: KeptForm) -> str:
    """The form as one text for a hidden field; signed, so that only what was sent here comes back."""
    return signing.dumps(asdict(form), salt=_SALT, compress=True)


def opened(text: str) -> KeptForm | None:
    """The form in a sealed text; None where it is not ours or too old."""
    try:
        return KeptForm(**signing.loads(text, salt=_SALT, max_age=KEPT_FOR))
    except signing.BadSignature:
        return None
