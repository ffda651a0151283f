"""Stored content and rows kept in step, whatever died in between."""

import json
import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.selectors import Actor
from dossiers import tasks
from dossiers.models import Dossier, DossierFile
from dossiers.services import filing
from dossiers.services.filing import discard_content, reuse_file
from dossiers.services.keeping_files import (
    YOUNG,
    compare_contents,
    erase_files,
    look_after_files,
    remove_orphans,
)
from dossiers.services.verifying import verify_history
from tests.factories import Office, dossier_in, make_office, perform_act
from tests.file_samples import pdf
from tests.integration.dossiers.files.scenes import AT, LATER, filed

ORPHAN = "dossiers/ab/abcdef"


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return dossier_in(office, "received", at=AT)


def orphan(storage: Path, *, age: timedelta) -> Path:
    """Content of a process that was killed before it wrote its row."""
    default_storage.save(ORPHAN, ContentFile(b"x"))
    then = (timezone.now() - age).timestamp()
    os.utime(storage / ORPHAN, (then, then))
    return storage / ORPHAN


def test_old_content_that_no_row_names_is_removed_and_what_is_named_stays(
    office: Office, dossier: Dossier, storage: Path
) -> None:
    file = filed(dossier, office.counter)
    left = orphan(storage, age=YOUNG + timedelta(minutes=1))
    then = (timezone.now() - timedelta(days=900)).timestamp()
    os.utime(storage / file.file.name, (then, then))
    assert remove_orphans(at=timezone.now()) == 1
    assert not left.exists()
    assert (storage / file.file.name).exists()
    assert remove_orphans(at=timezone.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_content_and_row_leaves_what_the_round_removes(
    storage: Path,
) -> None:
    office = make_office()
    dossier = dossier_in(office, "received", at=AT)
    child = os.fork()
    if not child:  # which must not touch the database: its connection is the parent's
        filing._now = lambda *args: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
        filed(dossier, office.counter)
        os._exit(1)
    _, ended = os.waitpid(child, 0)
    assert os.WTERMSIG(ended) == signal.SIGKILL
    [left] = [path for path in storage.rglob("*") if path.is_file()]
    assert not DossierFile.objects.exists()
    filed(dossier, office.counter)  # nothing is in the way of trying again
    assert remove_orphans(at=timezone.now() + YOUNG + timedelta(minutes=1)) == 1
    assert not left.exists()
    assert look_after_files(at=LATER).missing == []


def test_content_that_may_yet_get_its_row_is_left_alone(db: None, storage: Path) -> None:
    left = orphan(storage, age=YOUNG - timedelta(minutes=1))
    assert remove_orphans(at=timezone.now()) == 0
    assert left.exists()


def test_without_any_file_there_is_nothing_to_look_after(db: None) -> None:
    kept = look_after_files(at=LATER)
    assert (kept.removed, kept.missing) == (0, [])


def test_a_row_whose_content_is_gone_is_told(office: Office, dossier: Dossier) -> None:
    gone, there = filed(dossier, office.counter), filed(dossier, office.counter, pdf(text="còn"))
    default_storage.delete(gone.file.name)
    assert look_after_files(at=LATER).missing == [str(gone.ref)]
    tasks.look_after_files()
    with pytest.raises(CommandError):
        call_command("verify_files")
    assert str(there.ref) not in look_after_files(at=LATER).missing


def test_content_that_was_changed_is_found_by_its_digest(
    office: Office, dossier: Dossier, storage: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = filed(dossier, office.counter)
    call_command("verify_files", content=True)
    assert json.loads(capsys.readouterr().out) == {"missing": [], "changed": []}
    (storage / file.file.name).write_bytes(b"khac")
    assert compare_contents().changed == [str(file.ref)]
    with pytest.raises(CommandError):
        call_command("verify_files", content=True)


def test_what_an_infected_file_held_before_it_was_removed_is_not_missed(
    office: Office, dossier: Dossier
) -> None:
    file = filed(dossier, office.counter)
    DossierFile.objects.update(state="infected", removed_at=LATER)
    default_storage.delete(file.file.name)
    assert look_after_files(at=LATER).missing == []


def test_erasing_forgets_names_and_contents_and_leaves_digests_and_history(
    office: Office, dossier: Dossier
) -> None:
    file = filed(dossier, office.counter)
    own = filed(dossier, office.counter, pdf(text="riêng"))
    now = perform_act(office, "receive", at=LATER)
    reuse_file(actor=Actor(office.counter), dossier_id=now.pk, source=file.ref, clock=lambda: LATER)
    paths = erase_files(dossier.pk)
    assert paths == [own.file.name]  # the other one is still used
    for path in paths:
        discard_content(path)
    assert set(DossierFile.objects.filter(dossier=dossier).values_list("name", "file")) == {
        ("", "")
    }
    assert look_after_files(at=LATER).missing == []
    assert not verify_history(dossier_id=dossier.pk).broken
    assert erase_files(now.pk) == [file.file.name]
