"""The page on which a file is handed in for an import; what is evidently not one is refused at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.validators import FileExtensionValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget

from batches import tasks
from batches.services import Upload, start_batch


@dataclass(frozen=True, slots=True)
class Import:
    """What the page says of an import. `check` raises `ValidationError` for a text that is none."""

    kind: str
    title: str | Promise
    help_text: str | Promise
    suffixes: tuple[str, ...]
    check: Callable[[str], None]
    #: Name of the address to go back to.
    back: str


class ImportFileForm(forms.Form):
    """A text file, read as UTF-8."""

    file = forms.FileField(label=gettext_lazy("File"), widget=UnfoldAdminFileFieldWidget)

    def __init__(self, *args: Any, asked: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = asked
        field = self.fields["file"]
        field.help_text = asked.help_text
        field.validators.append(FileExtensionValidator(asked.suffixes))

    def clean_file(self) -> Upload:
        uploaded = self.cleaned_data["file"]
        most = settings.BATCH_FILE_MOST_BYTES
        if uploaded.size > most:
            raise forms.ValidationError(
                _("The file is larger than %(most)s.") % {"most": filesizeformat(most)}
            )
        content = uploaded.read()
        self._asked.check(text_of(content))
        return Upload(uploaded.name, content)


def text_of(content: bytes) -> str:
    """The file's text; `ValidationError` where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise forms.ValidationError(_("The file is not text in UTF-8.")) from None


def upload_page(
    request: HttpRequest, asked: Import, *, parameters: dict[str, Any] | None = None
) -> HttpResponse:
    """Show the form, or hand the file to a worker and go to the page that tells how far it is."""
    form = ImportFileForm(request.POST or None, request.FILES or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        batch = start_batch(
            officer_id=request.user.pk,
            kind=asked.kind,
            subject=upload.name,
            parameters=parameters,
            upload=upload,
            at=timezone.now(),
        )
        tasks.queue(batch.pk)
        return redirect("admin:batches_batch_page", batch.ref)
    context = {
        **admin.site.each_context(request),
        "title": asked.title,
        "form": form,
        "back": asked.back,
    }
    return TemplateResponse(request, "admin/batches/upload.html", context)
