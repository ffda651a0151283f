"""Files put into a dossier: stored, digested, written into the history, or refused without a trace."""

import contextlib
import errno
import hashlib
import io
import stat
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.files import File
from django.db import DatabaseError, connection
from django.utils import timezone
from pytest_django import Settings

from agencies.domain.roles import Role
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, DossierFile
from dossiers.selectors.files import file_limits, files_of
from dossiers.services import do_act, filing
from dossiers.services.filing import mark_digitised, remove_file, reuse_file
from dossiers.services.taking_in import take_in
from dossiers.services.verifying import verify_history
from tests.factories import APPLICANT, Office, dossier_in, make_office, opening_facts, perform_act
from tests.file_samples import jpeg, pdf, pdf_doing
from tests.integration.dossiers.files.scenes import AT, LATER, filed, result_filed

COUNTER = frozenset({"counter", "centre_head"})
AGENCY = frozenset({"specialist", "unit_head", "agency_head"})
#: Who may file a document in a state, as the law and the office's day have it.
DOCUMENT_FILERS = {
    "submitted": COUNTER,
    "supplement_requested": COUNTER,
    **dict.fromkeys(("received", "processing", "payment_requested"), COUNTER | AGENCY),
}
RESULT_FILERS = {
    "processing": AGENCY,
    "settled": AGENCY | COUNTER,
    "returned": AGENCY | COUNTER,
}


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_document_is_stored_under_a_name_of_the_house_and_stands_in_the_history(
    office: Office, storage: Path
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    component = dossier.documents.first()
    content = pdf(text="Tờ khai")
    file = filed(
        dossier, office.counter, content, name="../Tờ khai\u202e.exe", component=component.pk
    )

    assert (file.name, file.content_type, file.size) == (
        "Tờ khai.pdf",
        "application/pdf",
        len(content),
    )
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert (file.document, file.uploaded_by, file.uploaded_at) == (component, office.counter, LATER)
    assert file.state == DossierFile.State.CLEAN
    assert [path.relative_to(storage).as_posix() for path in stored(storage)] == [
        f"dossiers/{file.ref.hex[:2]}/{file.ref.hex}"
    ]
    assert stat.S_IMODE(stored(storage)[0].stat().st_mode) == 0o600
    event = dossier.events.latest("sequence")
    assert event.act == "file_document"
    assert event.facts == {
        "file": str(file.ref),
        "sha256": file.sha256,
        "content_type": "application/pdf",
        "copy_of": "original",
        "component": component.pk,
    }
    assert event.text.values == {"file_name": "Tờ khai.pdf"}
    assert not verify_history(dossier_id=dossier.pk).broken


def test_a_scan_by_an_officer_is_digitised_by_them_and_what_was_electronic_by_nobody(
    office: Office,
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    scan = filed(dossier, office.counter, copy_of="certified_copy")
    born = filed(dossier, office.counter, pdf(text="khác"), copy_of="electronic")
    assert (scan.digitised_by, scan.digitised_at) == (office.counter, LATER)
    assert (born.digitised_by, born.digitised_at) == (None, None)


@pytest.mark.parametrize("state", DossierState.values)
def test_who_files_a_document_and_who_a_result_in_which_state(office: Office, state: str) -> None:
    dossier = dossier_in(office, state, at=AT)
    for file, filers in ((filed, DOCUMENT_FILERS), (result_filed, RESULT_FILERS)):
        entered = set()
        for role in Role:
            with contextlib.suppress(ActRefused):
                file(dossier, office.officer(role), pdf(text=f"{file.__name__} {role}"))
                entered.add(role.value)
        assert entered == filers.get(state, set())


def test_the_counter_files_the_result_of_what_it_settles_itself(office: Office) -> None:
    dossier = perform_act(office, "receive", at=AT, procedure=office.at_counter.code, documents=[])
    assert result_filed(dossier, office.counter).purpose == "result"


def test_a_machine_files_into_its_own_submission_only_while_the_office_waits_for_it(
    office: Office,
) -> None:
    done = do_act(
        "submit",
        actor=Actor(office.partner),
        at=AT,
        facts=opening_facts(office, channel="online"),
    )
    own = Dossier.objects.get(pk=done.dossier.pk)
    foreign = dossier_in(office, "submitted", at=AT)
    file = filed(own, office.partner, copy_of="original")
    assert (file.uploaded_by, file.digitised_by) == (office.partner, None)
    with pytest.raises(ActRefused, match="wrong_role"):
        filed(foreign, office.partner)
    compared = mark_digitised(
        actor=Actor(office.counter),
        dossier_id=own.pk,
        ref=file.ref,
        copy_of="certified_copy",
        clock=lambda: LATER,
    )
    assert (compared.digitised_by, compared.copy_of) == (office.counter, "certified_copy")
    with pytest.raises(ActRefused, match="file_digitised"):
        mark_digitised(
            actor=Actor(office.counter),
            dossier_id=own.pk,
            ref=file.ref,
            copy_of="original",
            clock=lambda: LATER,
        )
    perform_act(office, "receive", at=LATER, dossier=own)
    with pytest.raises(ActRefused, match="wrong_role"):
        filed(own, office.partner, pdf(text="zu spät"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"MZ\x90\x00", "file_type_refused"),
        (pdf_doing("/JavaScript"), "file_active"),
    ],
)
def test_a_refused_file_leaves_nothing_behind(
    office: Office, storage: Path, content: bytes, code: str
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    with pytest.raises(ActRefused, match=code):
        filed(dossier, office.counter, content)
    assert not stored(storage)
    assert Dossier.objects.get().version == dossier.version


def test_an_act_refused_after_the_content_was_stored_takes_the_content_back(
    office: Office, storage: Path
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    with pytest.raises(FactsRefused, match="bad_copy_of"):
        filed(dossier, office.counter, copy_of="photograph")
    with pytest.raises(ActRefused, match="unknown_component"):
        filed(dossier, office.counter, component=10**9)
    with pytest.raises(ActRefused, match="wrong_role"):
        filed(dossier, office.stranger)
    assert not stored(storage)


def test_a_disk_that_is_full_half_way_leaves_no_content(
    office: Office, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = dossier_in(office, "received", at=AT)

    def too_many(*args: object, **kwargs: object) -> Iterator[bytes]:
        yield b"%PDF"
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(File, "chunks", too_many)
    with pytest.raises(OSError, match="No space left"):
        filed(dossier, office.counter)
    assert not stored(storage)


def test_a_database_that_fails_at_the_last_moment_leaves_no_content(
    office: Office, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = dossier_in(office, "received", at=AT)

    def broken(*args: object, **kwargs: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(DossierFile, "save", broken)
    with pytest.raises(DatabaseError):
        filed(dossier, office.counter)
    assert not stored(storage)


def test_one_byte_over_the_limit_is_refused_and_the_rest_not_read(
    office: Office, settings: Settings
) -> None:
    settings.FILE_MOST_BYTES = 100_000

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"x" * size

    source = Endless()
    with pytest.raises(ActRefused, match="file_too_large"):
        take_in(source, limits=file_limits())
    assert source.given == 100_001
    with pytest.raises(ActRefused, match="file_too_large"):
        take_in(source, limits=file_limits(), declared=100_001)
    assert source.given == 100_001
    with take_in(io.BytesIO(b"x" * 100_000), limits=file_limits()) as whole:
        assert whole.size == 100_000


def test_a_file_that_breaks_off_is_refused() -> None:
    with pytest.raises(ActRefused, match="file_cut_short"):
        take_in(io.BytesIO(b"x" * 10), limits=file_limits(), declared=11)


def test_a_large_file_is_never_held_in_memory(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    film = b"\x11" * 1_048_576

    class Scan(io.RawIOBase):
        """A picture of forty megabytes that comes into being as it is read."""

        blocks = [jpeg()[:-2], *[film] * 40, b"\xff\xd9"]
        rest = b""

        def read(self, size: int = -1) -> bytes:
            while len(self.rest) < size and self.blocks:
                self.rest += self.blocks.pop(0)
            piece, self.rest = self.rest[:size], self.rest[size:]
            return piece

    tracemalloc.start()
    try:
        with take_in(Scan(), limits=file_limits()) as taken:
            filing.file_document(
                actor=Actor(office.counter),
                dossier_id=dossier.pk,
                content=taken,
                name="Bản đồ.jpg",
                copy_of="original",
                clock=lambda: LATER,
            )
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert DossierFile.objects.get().size > 40 * 1_048_576
    assert most < 8 * 1_048_576


def test_the_same_file_at_the_same_place_is_refused_and_at_another_taken(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    first, second = dossier.documents.order_by("pk")
    filed(dossier, office.counter, component=first.pk)
    with pytest.raises(ActRefused, match="file_there_already"):
        filed(dossier, office.counter, component=first.pk, name="Khác.pdf")
    filed(dossier, office.counter, component=second.pk)
    assert files_of(dossier).count() == 2


def test_a_dossier_that_is_full_takes_no_more(office: Office, settings: Settings) -> None:
    dossier = dossier_in(office, "received", at=AT)
    settings.DOSSIER_FILES_MOST = 1
    filed(dossier, office.counter)
    with pytest.raises(ActRefused, match="files_too_many"):
        filed(dossier, office.counter, pdf(text="khác"))


def test_what_was_removed_is_shown_no_more_but_its_reason_and_content_stay(
    office: Office, storage: Path
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    file = filed(dossier, office.counter)
    with pytest.raises(FactsRefused, match="missing_reason"):
        remove_file(
            actor=Actor(office.counter),
            dossier_id=dossier.pk,
            ref=file.ref,
            reason=" ",
            clock=lambda: LATER,
        )
    remove_file(
        actor=Actor(office.counter),
        dossier_id=dossier.pk,
        ref=file.ref,
        reason="Của hồ sơ khác",
        clock=lambda: LATER,
    )
    assert not files_of(dossier)
    assert DossierFile.objects.get().removed_why == "Của hồ sơ khác"
    assert dossier.events.latest("sequence").text.values["reason"] == "Của hồ sơ khác"
    assert len(stored(storage)) == 1
    with pytest.raises(ActRefused, match="unknown_file"):
        remove_file(
            actor=Actor(office.counter),
            dossier_id=dossier.pk,
            ref=file.ref,
            reason="Lần hai",
            clock=lambda: LATER,
        )


def test_after_the_decision_documents_stay_and_a_wrong_result_goes_until_it_is_handed_out(
    office: Office,
) -> None:
    dossier = perform_act(office, "receive", at=AT)
    document = filed(dossier, office.counter)
    dossier = perform_act(office, "transfer", at=LATER, dossier=dossier)
    dossier = perform_act(office, "settle", at=LATER, dossier=dossier)
    result = result_filed(dossier, office.agency_head, pdf(text="kết quả"))

    def removed(file: DossierFile) -> None:
        remove_file(
            actor=Actor(office.counter),
            dossier_id=dossier.pk,
            ref=file.ref,
            reason="Nhầm",
            clock=lambda: LATER,
        )

    with pytest.raises(ActRefused, match="file_fixed"):
        removed(document)
    removed(result)
    again = result_filed(dossier, office.agency_head, pdf(text="kết quả đúng"))
    perform_act(office, "return_result", at=LATER, dossier=dossier)
    with pytest.raises(ActRefused, match="wrong_state"):
        removed(again)


def test_a_document_of_an_earlier_dossier_of_the_applicant_is_used_again_without_a_copy(
    office: Office, storage: Path
) -> None:
    earlier = dossier_in(office, "received", at=AT)
    file = filed(earlier, office.counter)
    now = perform_act(office, "receive", at=LATER)
    other = perform_act(
        office, "receive", at=LATER, applicant={**APPLICANT, "identity_number": "040000000002"}
    )
    component = now.documents.first()
    again = reuse_file(
        actor=Actor(office.counter),
        dossier_id=now.pk,
        source=file.ref,
        component=component.pk,
        clock=lambda: LATER,
    )
    assert (again.reused_from, again.sha256, again.file.name) == (file, file.sha256, file.file.name)
    assert (again.digitised_by, again.digitised_at) == (office.counter, LATER)
    assert len(stored(storage)) == 1
    assert now.events.latest("sequence").facts["reused_from"] == str(file.ref)
    for foreign in (other, now):
        with pytest.raises(ActRefused, match="not_reusable"):
            reuse_file(
                actor=Actor(office.counter),
                dossier_id=foreign.pk,
                source=file.ref,
                clock=lambda: LATER,
            )


def test_what_an_officer_may_not_see_they_cannot_use_again(office: Office) -> None:
    elsewhere = perform_act(office, "receive", at=AT)
    file = filed(elsewhere, office.counter)
    Dossier.objects.filter(pk=elsewhere.pk).update(receiving_unit=office.commune)
    now = perform_act(office, "receive", at=LATER)
    with pytest.raises(ActRefused, match="not_reusable"):
        reuse_file(
            actor=Actor(office.counter), dossier_id=now.pk, source=file.ref, clock=lambda: LATER
        )


@pytest.mark.django_db(transaction=True)
def test_files_that_come_side_by_side_all_lie_in_order(settings: Settings) -> None:
    office = make_office()
    dossier = dossier_in(office, "received", at=AT)
    barrier = Barrier(6)

    def one(number: int) -> None:
        barrier.wait()
        try:
            filed(dossier, office.counter, pdf(text=str(number)), clock=timezone.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(6)))
    events = list(dossier.events.order_by("sequence").values_list("sequence", "at"))
    assert [sequence for sequence, _ in events] == list(range(1, 8))
    assert [at for _, at in events] == sorted(at for _, at in events)
    assert DossierFile.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_the_same_moment_is_taken_once(storage: Path) -> None:
    office = make_office()
    dossier = dossier_in(office, "received", at=AT)
    barrier = Barrier(2)

    def one(_: int) -> str:
        barrier.wait()
        try:
            filed(dossier, office.counter, clock=timezone.now)
        except ActRefused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, range(2))) == ["done", "file_there_already"]
    assert len(stored(storage)) == 1
