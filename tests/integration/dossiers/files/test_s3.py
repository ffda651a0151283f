"""The same doors over S3-compatible storage: a real client against a server that speaks its protocol."""

import io
from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils import timezone
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from agencies.selectors import Actor
from config.settings import files as file_settings
from dossiers.channels.handing_out import handed_out
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierFile
from dossiers.selectors.files import file_limits
from dossiers.services.filing import discard_content, file_document
from dossiers.services.keeping_files import compare_contents, look_after_files
from dossiers.services.taking_in import take_in
from tests.factories import Office, dossier_in
from tests.file_samples import jpeg, pdf
from tests.integration.dossiers.files.scenes import AT, LATER, filed

pytestmark = pytest.mark.slow
BUCKET = "ho-so"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def bucket(endpoint: str, settings: Settings) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id="thu",
        aws_secret_access_key="thu",
        region_name="us-east-1",
    )
    if BUCKET not in {each["Name"] for each in client.list_buckets()["Buckets"]}:
        client.create_bucket(Bucket=BUCKET)
    options = {
        **file_settings._S3["OPTIONS"],
        "bucket_name": BUCKET,
        "endpoint_url": endpoint,
        "region_name": "us-east-1",
        "access_key": "thu",
        "secret_key": "thu",
    }
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": file_settings._S3["BACKEND"], "OPTIONS": options},
    }


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return dossier_in(office, "received", at=AT)


def given_out() -> bytes:
    """What a reader gets; closed by hand, since closing a response closes the test's transaction too."""
    answer = handed_out(DossierFile.objects.get())
    assert isinstance(answer, FileResponse)
    content = answer.getvalue()
    answer.file_to_stream.close()
    assert answer["Content-Length"] == str(len(content))
    return content


def test_a_file_goes_in_comes_out_and_goes_away(office: Office, dossier: Dossier) -> None:
    content = pdf(text="S3")
    file = filed(dossier, office.counter, content)
    assert default_storage.exists(file.file.name)
    assert given_out() == content
    assert compare_contents().missing == compare_contents().changed == []
    discard_content(file.file.name)
    assert look_after_files(at=LATER).missing == [str(file.ref)]
    with pytest.raises(ActRefused, match="file_gone"):
        handed_out(DossierFile.objects.get())


def test_a_large_file_goes_in_in_parts_and_is_whole(office: Office, dossier: Dossier) -> None:
    content = jpeg()[:-2] + b"\x11" * (20 * 1_048_576) + b"\xff\xd9"
    with take_in(io.BytesIO(content), limits=file_limits()) as taken:
        file = file_document(
            actor=Actor(office.counter),
            dossier_id=dossier.pk,
            content=taken,
            name="bản đồ.jpg",
            copy_of="original",
            clock=lambda: LATER,
        )
    assert file.sha256 == taken.sha256
    assert given_out() == content
    assert compare_contents().changed == []


def test_a_refused_act_takes_the_content_back(office: Office, dossier: Dossier) -> None:
    before = _stored()
    with pytest.raises(ActRefused, match="unknown_component"):
        filed(dossier, office.counter, component=10**9)
    assert _stored() == before


def test_orphans_are_found(office: Office, dossier: Dossier) -> None:
    filed(dossier, office.counter)
    default_storage.save("dossiers/ab/abcdef", ContentFile(b"x"))
    assert look_after_files(at=timezone.now()).removed == 0
    kept = look_after_files(at=timezone.now() + timedelta(hours=25))
    assert kept.removed >= 1
    assert not default_storage.exists("dossiers/ab/abcdef")
    assert kept.missing == []


def _stored() -> set[str]:
    folders = default_storage.listdir("dossiers")[0]
    return {f"{f}/{name}" for f in folders for name in default_storage.listdir(f"dossiers/{f}")[1]}
