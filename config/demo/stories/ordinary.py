"""Lives that keep their date, or end before it."""

from datetime import timedelta

from agencies.domain.roles import Role
from config.demo.stage import Play, Story
from config.demo.stories.parts import (
    ITEMS,
    arrival,
    collected,
    fees_taken,
    finished,
    in_work,
    passed_on,
    settled,
    submission,
)
from dossiers.services.outages import approve_outage
from procedures.domain.zone import local


def smooth(play: Play) -> Story:
    """Settled well before the date, then collected."""
    yield from arrival(play)
    yield from passed_on(play)
    yield from in_work(play, 0.2, 0.8)
    settled(play)
    yield from collected(play)


def last_minute(play: Play) -> Story:
    """Settled on the last day."""
    yield from arrival(play)
    yield from passed_on(play)
    yield from in_work(play, 0.6, 0.8)
    yield from finished(play, 0.9, 0.99)


def at_once(play: Play) -> Story:
    """Settled at the counter while the applicant waits (Decree 61/2018/NĐ-CP, art. 17.5)."""
    yield from arrival(play)
    yield play.after(0.1, 0.5)
    play.act("settle", play.counter, outcome="approved", result=f"KQ-{play.number:05}")
    yield play.after(0.05, 0.2)
    yield from collected(play)


def arrived(play: Play) -> Story:
    """Sent in and not yet looked at."""
    yield from submission(play)


def received(play: Play) -> Story:
    """Received and not yet passed on."""
    yield from arrival(play)


def incomplete(play: Play) -> Story:
    """Something is missing before reception; brought along some days later."""
    yield from submission(play)
    yield play.after(0.5, 4)
    item = play.rng.choice(ITEMS)
    play.act(
        "request_completion", play.counter, items=[item], reason="Thành phần hồ sơ chưa đầy đủ."
    )
    yield play.after(8, 40)
    play.act("accept_supplement", play.counter, items_received=[item])
    yield play.after(0.3, 2)
    play.act("receive", play.counter, **play.offer.limit)
    yield from passed_on(play)
    yield from finished(play, 0.3, 0.9)


def declined(play: Play) -> Story:
    """Not a matter for this office."""
    yield from submission(play)
    yield play.after(0.5, 4)
    play.act(
        "decline",
        play.counter,
        reason="Thủ tục không thuộc thẩm quyền giải quyết của cơ quan tiếp nhận.",
        originals_given_back=True,
    )


def supplemented(play: Play) -> Story:
    """Asked for a supplement in time, delivered, counted from the beginning."""
    yield from supplement_asked(play)
    yield play.after(8, 50)
    asked = play.dossier.supplements.open().get()
    play.act("accept_supplement", play.counter, items_received=asked.items)
    yield from passed_on(play)
    yield from finished(play, 0.3, 0.9)


def silent(play: Play) -> Story:
    """Asked for a supplement; the applicant has not answered."""
    yield from supplement_asked(play)


def supplement_asked(play: Play) -> Story:
    """Within three working days, by the specialist, through the one-stop unit."""
    yield from arrival(play)
    yield from passed_on(play)
    yield play.after(2, 8)
    play.act(
        "request_supplement",
        play.specialist,
        items=play.rng.sample(ITEMS, 2),
        reason="Thành phần hồ sơ chưa đủ căn cứ để thẩm định.",
    )


def paying(play: Play) -> Story:
    """A fee is asked for, paid, and the work goes on."""
    yield from unpaid(play)
    yield play.after(2, 20)
    play.act("confirm_payment", play.counter, receipt_number=f"BL-{play.number:05}")
    yield from finished(play, 0.4, 0.95)


def unpaid(play: Play) -> Story:
    """A fee is asked for and not paid yet."""
    yield from arrival(play)
    yield from passed_on(play)
    yield play.after(1, 6)
    amount = play.rng.choice((50_000, 100_000, 250_000, 500_000))
    fees = [{"name": "Phí thẩm định (ví dụ)", "amount": amount}]
    play.act("request_payment", play.specialist, fees=fees)


def withdrawn(play: Play) -> Story:
    """The applicant wants it back."""
    yield from arrival(play)
    yield from passed_on(play)
    yield play.at_share(0.2, 0.6)
    play.act(
        "withdraw",
        play.counter,
        request=f"Đơn đề nghị rút hồ sơ số {play.number}",
        reason="Người nộp không còn nhu cầu giải quyết.",
        originals_given_back=True,
    )


def stopped(play: Play) -> Story:
    """A legal obstacle ends it."""
    yield from arrival(play)
    yield from passed_on(play)
    yield play.at_share(0.3, 0.7)
    play.act(
        "stop",
        play.head,
        ground="legal_obstacle",
        document=f"TB-{play.number:05}",
        reason="Đang có tranh chấp được Tòa án thụ lý.",
        originals_given_back=True,
    )


def reopened(play: Play) -> Story:
    """The result had a mistake of the authority's own; it is put right."""
    yield from smooth(play)
    yield play.after(4, 24)
    play.act("reopen", play.head, reason="Kết quả in sai thông tin do lỗi của cơ quan.")
    yield play.after(2, 8)
    settled(play)


def on_paper(play: Play) -> Story:
    """Received on paper while the power was off, entered the next working day once the head had approved it."""
    paper = play.now
    day = play.calendar.working_day_from(local(paper).date())
    yield play.until(
        play.calendar.opening(play.calendar.working_day_after(day)) + timedelta(minutes=40)
    )
    approve_outage(
        actor=play.cast.one(Role.CENTRE_HEAD, play.receiving_unit),
        unit=play.receiving_unit,
        began_at=play.calendar.opening(day),
        ended_at=play.calendar.closing(day),
        reason="Mất điện toàn khu vực (ví dụ)",
        at=play.now,
    )
    yield play.after(0.2, 1)
    facts = {**play.opening_facts(), **play.offer.limit, **fees_taken(play, every=1)}
    play.act("receive", play.counter, received_on_paper_at=paper.isoformat(), **facts)
    yield from passed_on(play)
    yield from finished(play, 0.5, 0.9)
