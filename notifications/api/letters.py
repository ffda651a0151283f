"""`/api/v1/apologies/`: letters in every state; preparing, signing, reading them."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.tokens import Scope
from dossiers.domain.refusals import ActRefused
from dossiers.selectors import may_read_documents
from dossiers.selectors.finding import of_dossiers
from notifications.api import schema
from notifications.api.answers import LETTER_COLUMNS, letter_told, letter_whole
from notifications.api.bodies import PdfParser, read_parts
from notifications.models import ApologyLetter, LetterState, LetterWay
from notifications.selectors import letters_for
from notifications.services import (
    give_up_signature,
    issue_letter,
    letter_pdf,
    missing_in,
    prepare_for_signature,
    prepare_letter,
    upload_signed,
)

NEWEST = Order("id", descending=True)


class LetterDoor(OfficerDoor):
    """A door to the letters of the dossiers the caller may see."""

    def letters(self) -> QuerySet[ApologyLetter]:
        return letters_for(self.officer, at=self.now)

    def letter(self, ref: UUID) -> ApologyLetter:
        """Refuses `unknown_letter`."""
        found = self.letters().filter(ref=ref).first()
        if found is None:
            raise ActRefused("unknown_letter")
        return found

    def whole(self, ref: UUID) -> Response:
        """The letter as it stands now, with what it lacks."""
        letter = self.letter(ref)
        row = ApologyLetter.objects.values(*LETTER_COLUMNS).get(pk=letter.pk)
        return Response(letter_whole(row, missing_in(letter, at=self.now)))


class LetterList(LetterDoor):
    """Letters, the newest first."""

    @extend_schema(**schema.LETTER_LIST)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, "state", "way", "agency", "dossier")
        asked = {
            "state__in": query.choices("state", LetterState.values),
            "way__in": query.choices("way", LetterWay.values),
            "agency__code__in": query.texts("agency"),
        }
        found = self.letters().filter(**{name: each for name, each in asked.items() if each})
        if keys := query.texts("dossier"):
            found = found.filter(of_dossiers(keys))
        return Response(page(request, query, found.values(*LETTER_COLUMNS), NEWEST, letter_told))


class LetterDetail(LetterDoor):
    """One letter, with what it still lacks."""

    @extend_schema(**schema.LETTER_DETAIL)
    def get(self, request: Request, ref: UUID) -> Response:
        return self.whole(ref)


class _Writing(LetterDoor):
    """Fills in parts of a letter by one service."""

    service: Callable[..., ApologyLetter]

    def written(self, request: Request, ref: UUID) -> Response:
        letter = self.letter(ref)
        parts = read_parts(request.data, date="new_until")
        type(self).service(letter_id=letter.pk, actor=self.actor, at=self.now, **parts)
        return self.whole(ref)


class LetterPreparation(_Writing):
    """An officer of the settling agency fills in parts."""

    service = staticmethod(prepare_letter)

    @extend_schema(**schema.PREPARE_LETTER)
    def post(self, request: Request, ref: UUID) -> Response:
        return self.written(request, ref)


class LetterIssue(_Writing):
    """The head signs: numbered, frozen, the return date moves, the applicant is told."""

    write_scope = Scope.LETTERS_SIGN
    service = staticmethod(issue_letter)

    @extend_schema(**schema.ISSUE_LETTER)
    def post(self, request: Request, ref: UUID) -> Response:
        return self.written(request, ref)


class LetterSignature(_Writing):
    """The head takes the letter away to sign it: numbered and frozen."""

    write_scope = Scope.LETTERS_SIGN
    service = staticmethod(prepare_for_signature)

    @extend_schema(**schema.PREPARE_SIGNATURE)
    def post(self, request: Request, ref: UUID) -> Response:
        return self.written(request, ref)


class SignedLetter(LetterDoor):
    """The head brings the signed file back: checked, kept, issued."""

    write_scope = Scope.LETTERS_SIGN

    parser_classes = (PdfParser,)

    @extend_schema(**schema.UPLOAD_SIGNED)
    def post(self, request: Request, ref: UUID) -> Response:
        letter = self.letter(ref)
        upload_signed(letter_id=letter.pk, pdf=request.data, actor=self.actor, at=self.now)
        return self.whole(ref)


class LetterGivenUp(LetterDoor):
    """A frozen letter becomes void, its number kept; a new draft takes its place."""

    write_scope = Scope.LETTERS_SIGN

    @extend_schema(**schema.GIVE_UP_SIGNATURE)
    def post(self, request: Request, ref: UUID) -> Response:
        letter = self.letter(ref)
        draft = give_up_signature(letter_id=letter.pk, actor=self.actor, at=self.now)
        return self.whole(draft.ref)


class LetterPdf(LetterDoor):
    """The letter as it was signed, or as frozen for a signature, or as its draft would look."""

    read_scope = Scope.DOCUMENTS_READ

    @extend_schema(**schema.LETTER_PDF)
    def get(self, request: Request, ref: UUID) -> HttpResponse:
        letter = self.letter(ref)
        if not may_read_documents(self.officer, at=self.now, roles=self.roles):
            raise ActRefused("no_documents")
        if letter.state == LetterState.VOID:
            raise ActRefused("letter_void")
        return HttpResponse(
            letter_pdf(letter_id=letter.pk, at=self.now),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="04-{letter.dossier.key}.pdf"'},
        )
