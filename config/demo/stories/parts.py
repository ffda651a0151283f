"""Parts that several lives share."""

from collections.abc import Callable
from typing import Any

from config.demo.cast import Player
from config.demo.stage import Play, Story
from procedures.domain.clock import transfer_due
from procedures.domain.zone import local

ITEMS = (
    "Bản sao giấy tờ tùy thân còn hạn sử dụng",
    "Sơ đồ vị trí có xác nhận của đơn vị đo đạc",
    "Văn bản ủy quyền có chứng thực",
    "Tờ khai ký ở trang cuối",
)

FEE = "Lệ phí (ví dụ)"

Life = Callable[[Play], Story]


def arrival(play: Play) -> Story:
    """In person the counter receives at once; online and by post the dossier waits for the counter."""
    if play.offer.channel == "in_person":
        facts = {**play.opening_facts(), **play.offer.limit, **fees_taken(play, every=4)}
        play.act("receive", play.counter, **facts)
        return
    yield from submission(play)
    yield play.after(0.3, 5)
    play.act("receive", play.counter, **play.offer.limit)


def fees_taken(play: Play, *, every: int) -> dict[str, Any]:
    """One dossier in so many is paid for over the counter, each on a receipt of its own."""
    if play.number % every:
        return {}
    receipt = f"VD/{play.now:%y}E-{play.number:07}"
    return {"fees_taken": [{"name": FEE, "amount": 50_000, "receipt_number": receipt}]}


def submission(play: Play) -> Story:
    """The dossier is there, but nobody has looked into it."""
    online = play.offer.channel == "online"
    sender = play.cast.partner if online else play.counter
    play.act("submit", sender, **play.opening_facts())
    yield from ()


def passed_on(play: Play) -> Story:
    """To the agency within the hour, or at the next opening when received after 15:00."""
    due = transfer_due(local(play.now), play.calendar)
    yield play.until(min(play.later(0.2, 1.0), due))
    play.act("transfer", play.counter)


def in_work(play: Play, least: float, most: float) -> Story:
    """The draft is finished at a share of the time left, checked, and laid before the head."""
    yield play.at_share(least, most)
    drafted_by, checker = play.specialist, play.unit_head
    if checker is not None:
        _submit_draft(play, drafted_by, checker)
        yield play.after(0.3, 2)
    _submit_draft(play, checker or drafted_by, play.head, to_unit=play.dossier.agency.code)
    yield play.after(0.3, 2)


def _submit_draft(play: Play, giver: Player, superior: Player, **facts: str) -> None:
    username = superior.officer.username
    play.act("hand_over", giver, to_officer=username, remark="Trình ký kết quả", **facts)


def settled(play: Play) -> None:
    """The head decides: seldom a refusal."""
    if play.rng.random() < 0.06:
        reason = "Hồ sơ không đáp ứng điều kiện theo quy định của pháp luật chuyên ngành."
        play.act("settle", play.head, outcome="refused", reason=reason)
    else:
        play.act("settle", play.head, outcome="approved", result=f"KQ-{play.number:05}")


def finished(play: Play, least: float, most: float) -> Story:
    """Settled at a share of the time left, then collected."""
    yield play.at_share(least, most)
    settled(play)
    yield from collected(play)


def collected(play: Play) -> Story:
    """The applicant comes for the result within some days."""
    yield play.after(1, 30)
    play.act(
        "return_result",
        play.counter,
        how=play.dossier.result_delivery,
        recipient=play.dossier.applicant.name,
        recipient_proof="receipt",
        originals_given_back=True,
    )
