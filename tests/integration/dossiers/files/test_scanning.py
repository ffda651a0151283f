"""Viruses: a real clamd with a signature of our own, and scanners that do not behave."""

import hashlib
import io
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from dossiers import tasks
from dossiers.channels.clamd import ScannerUnavailable, answers, scan
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierFile
from dossiers.selectors.files import refuse_unreadable
from dossiers.services.scanning import scan_file, scan_waiting_files
from tests.factories import Office, dossier_in, moment
from tests.file_samples import pdf
from tests.integration.dossiers.files.scenes import AT, LATER, filed

CLAMD = shutil.which("clamd") or ("/usr/sbin/clamd" if Path("/usr/sbin/clamd").exists() else None)
SOON, MUCH_LATER = moment("2026-03-10 10:01"), moment("2026-03-10 10:30")
SICK = pdf(text="Tệp thử: giả làm vi-rút")


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return dossier_in(office, "received", at=AT)


@pytest.fixture(scope="session")
def clamd() -> Iterator[str]:
    """A clamd of the tests' own, which knows one file by its digest; its socket."""
    if CLAMD is None:
        pytest.skip("no clamd on this machine (apt-get install clamav-daemon)")
    with tempfile.TemporaryDirectory(prefix="clamd") as folder:
        place = Path(folder)
        place.chmod(0o755)
        (place / "db").mkdir()
        digest = hashlib.sha256(SICK).hexdigest()
        as_root = "" if os.getuid() else "User root\n"
        (place / "db" / "own.hsb").write_text(f"{digest}:{len(SICK)}:Vidu.Test.Sick:73\n")
        (place / "clamd.conf").write_text(
            f"LocalSocket {place}/clamd.sock\nDatabaseDirectory {place}/db\nForeground yes\n"
            f"{as_root}StreamMaxLength 1M\nMaxThreads 2\nDisableCertCheck yes\n"
        )
        process = subprocess.Popen(
            [CLAMD, "--config-file", f"{place}/clamd.conf"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"{place}/clamd.sock"
            for _ in range(600):
                if answers(address=address, timeout=2):
                    break
                assert process.poll() is None, "clamd did not start"
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            process.wait(20)


class Scanner:
    """A server that answers each connection as it is told, after hearing what was sent or at once."""

    def __init__(self, answer: Callable[[socket.socket], None]) -> None:
        self._answer = answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.visits = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self.visits += 1
            with line:
                try:
                    self._answer(line)
                except OSError:
                    continue

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)


def hears_all(line: socket.socket) -> None:
    heard = b""
    while not heard.endswith((b"\0\0\0\0", b"PING\0")):
        piece = line.recv(65_536)
        if not piece:
            return
        heard += piece


def says(words: bytes) -> Callable[[socket.socket], None]:
    def answer(line: socket.socket) -> None:
        hears_all(line)
        line.sendall(words)

    return answer


@pytest.fixture
def scanner() -> Iterator[Callable[[Callable[[socket.socket], None]], Scanner]]:
    made: list[Scanner] = []

    def start(answer: Callable[[socket.socket], None]) -> Scanner:
        made.append(Scanner(answer))
        return made[-1]

    yield start
    for each in made:
        each.close()


@pytest.mark.slow
def test_clamd_lets_a_sound_file_pass_and_names_what_it_finds(
    office: Office, dossier: Dossier, clamd: str, settings: Settings
) -> None:
    settings.CLAMD_ADDRESS = clamd
    sound, sick = filed(dossier, office.counter), filed(dossier, office.counter, SICK)
    for file in (sound, sick):
        with pytest.raises(ActRefused, match="file_being_checked"):
            refuse_unreadable(file)
        scan_file(file.pk, at=SOON)
        file.refresh_from_db()
    assert (sound.state, sound.finding, sound.checked_at) == ("clean", "", SOON)
    assert (sick.state, sick.finding) == ("infected", "Vidu.Test.Sick.UNOFFICIAL")
    refuse_unreadable(sound)
    with pytest.raises(ActRefused, match="file_infected"):
        refuse_unreadable(sick)
    scan_file(sick.pk, at=MUCH_LATER)
    assert DossierFile.objects.get(pk=sick.pk).checked_at == SOON


@pytest.mark.slow
def test_a_file_beyond_what_clamd_takes_is_not_called_clean(clamd: str) -> None:
    with pytest.raises(ScannerUnavailable):
        scan([b"x" * 262_144] * 8, address=clamd, timeout=10)


@pytest.mark.parametrize(
    "answer",
    [
        says(b""),
        says(b"stream: FINE\0"),
        says(b"OK\0"),
        says(b"stream: OK FOUND"[:5]),
        says(b"UNKNOWN COMMAND\0"),
        says(b"INSTREAM size limit exceeded. ERROR\0"),
        says(b"\xff\xfe" * 10_000),
        says(b"HTTP/1.1 200 OK\r\n\r\nstream: OK\0"),
        lambda line: line.close(),
    ],
)
def test_an_answer_that_is_not_understood_is_no_verdict(
    scanner: Callable[..., Scanner], answer: Callable[[socket.socket], None]
) -> None:
    with pytest.raises(ScannerUnavailable):
        scan([b"x"], address=scanner(answer).address, timeout=2)


def test_an_answer_in_pieces_is_put_together(scanner: Callable[..., Scanner]) -> None:
    def answer(line: socket.socket) -> None:
        hears_all(line)
        for sign in b"stream: Eicar-Test FOUND\0":
            line.sendall(bytes([sign]))

    assert scan([b"x"], address=scanner(answer).address, timeout=5).finding == "Eicar-Test"


def test_a_scanner_that_says_nothing_is_not_waited_for_without_end(
    scanner: Callable[..., Scanner],
) -> None:
    silent = scanner(lambda line: time.sleep(3))
    begun = time.monotonic()
    with pytest.raises(ScannerUnavailable):
        scan([b"x"], address=silent.address, timeout=0.3)
    assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize(
    "address", ["127.0.0.1:1", "/nowhere/clamd.sock", "kein-host.invalid:3310", "unsinn"]
)
def test_a_scanner_that_is_not_there_is_no_verdict(address: str) -> None:
    with pytest.raises(ScannerUnavailable):
        scan([b"x"], address=address, timeout=2)
    assert not answers(address=address, timeout=2)


def test_the_words_of_clamd_are_sent_as_it_wants_them(scanner: Callable[..., Scanner]) -> None:
    heard: list[bytes] = []

    def answer(line: socket.socket) -> None:
        data = b""
        while not data.endswith(b"\0\0\0\0"):
            data += line.recv(65_536)
        heard.append(data)
        line.sendall(b"stream: OK\0")

    assert scan([b"ab", b"", b"c"], address=scanner(answer).address, timeout=2).is_clean
    assert heard == [b"zINSTREAM\0\0\0\0\x02ab\0\0\0\x01c\0\0\0\0"]


def test_while_the_scanner_is_away_files_wait_and_the_round_stops_asking(
    office: Office, dossier: Dossier, settings: Settings, scanner: Callable[..., Scanner]
) -> None:
    away = scanner(lambda line: line.close())
    settings.CLAMD_ADDRESS = away.address
    files = [filed(dossier, office.counter, pdf(text=str(n))) for n in range(3)]
    assert scan_waiting_files(at=SOON) == 0
    assert away.visits == 0  # they have only just come
    assert scan_waiting_files(at=MUCH_LATER) == 0
    assert away.visits == 2  # one file, then whether it is there at all
    assert {file.state for file in DossierFile.objects.all()} == {"waiting"}
    settings.CLAMD_ADDRESS = scanner(says(b"stream: OK\0")).address
    assert scan_waiting_files(at=MUCH_LATER) == len(files)
    assert {file.state for file in DossierFile.objects.all()} == {"clean"}


def test_a_file_without_verdict_holds_up_no_other(
    office: Office, dossier: Dossier, settings: Settings, scanner: Callable[..., Scanner]
) -> None:
    first = filed(dossier, office.counter, pdf(text="quá lớn"))

    def answer(line: socket.socket) -> None:
        data = b""
        while not data.endswith((b"\0\0\0\0", b"zPING\0")):
            data += line.recv(65_536)
        if data == b"zPING\0":
            line.sendall(b"PONG\0")
        else:
            bad = hashlib.sha256(data).hexdigest() == bad_digest[0]
            line.sendall(b"INSTREAM size limit exceeded. ERROR\0" if bad else b"stream: OK\0")

    bad_digest = [_as_sent(pdf(text="quá lớn"))]
    settings.CLAMD_ADDRESS = scanner(answer).address
    DossierFile.objects.filter(pk=first.pk).update(state="waiting", checked_at=None)
    second = filed(dossier, office.counter, pdf(text="khác"))
    assert scan_waiting_files(at=MUCH_LATER) == 1
    assert DossierFile.objects.get(pk=first.pk).state == "waiting"
    assert DossierFile.objects.get(pk=second.pk).state == "clean"


def _as_sent(content: bytes) -> str:
    sent = b"zINSTREAM\0" + len(content).to_bytes(4) + content + b"\0\0\0\0"
    return hashlib.sha256(sent).hexdigest()


def test_a_file_whose_content_is_lost_goes_on_waiting_and_holds_up_no_other(
    office: Office, dossier: Dossier, settings: Settings, scanner: Callable[..., Scanner]
) -> None:
    settings.CLAMD_ADDRESS = scanner(says(b"stream: OK\0")).address
    lost, kept = (filed(dossier, office.counter, pdf(text=str(n))) for n in range(2))
    lost.file.storage.delete(lost.file.name)
    assert scan_waiting_files(at=MUCH_LATER) == 1
    assert DossierFile.objects.get(pk=lost.pk).state == "waiting"
    assert DossierFile.objects.get(pk=kept.pk).state == "clean"


def test_where_nothing_scans_a_file_can_be_opened_at_once(
    office: Office, dossier: Dossier, settings: Settings
) -> None:
    settings.CLAMD_ADDRESS = ""
    file = filed(dossier, office.counter)
    assert (file.state, file.checked_at, file.finding) == ("clean", LATER, "")


def test_a_worker_is_told_of_a_new_file_once_it_is_committed(
    office: Office,
    dossier: Dossier,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks,
) -> None:
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    told: list[int] = []
    monkeypatch.setattr(
        tasks.scan_file, "apply_async", lambda kwargs, **_: told.append(kwargs["file_id"])
    )
    with django_capture_on_commit_callbacks(execute=True):
        file = filed(dossier, office.counter)
        assert told == []
    assert told == [file.pk]


def test_the_task_tries_again_and_then_leaves_the_file_to_the_round(
    office: Office, dossier: Dossier, settings: Settings, scanner: Callable[..., Scanner]
) -> None:
    away = scanner(lambda line: line.close())
    settings.CLAMD_ADDRESS = away.address
    file = filed(dossier, office.counter)
    result = tasks.scan_file.apply(kwargs={"file_id": file.pk})
    assert isinstance(result.result, ScannerUnavailable)
    assert away.visits == 1 + tasks.scan_file.max_retries
    assert DossierFile.objects.get().state == "waiting"


def test_io_of_blocks_is_read_piece_by_piece(scanner: Callable[..., Scanner]) -> None:
    source = io.BytesIO(b"y" * 1_000_000)
    blocks = iter(lambda: source.read(65_536), b"")
    assert scan(blocks, address=scanner(says(b"stream: OK\0")).address, timeout=5).is_clean
