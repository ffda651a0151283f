"""The lives a dossier can have, from the applicant's arrival on; each yields the moments it waits for."""

from collections.abc import Callable

from config.demo.stage import Play, Story
from notifications.models import ApologyLetter, DelayNotice, LetterState
from notifications.services import answer_delay_notice, issue_letter
from procedures.domain.clock import transfer_due
from procedures.domain.zone import local

REASONS = (
    ("verification", "Cần xác minh thêm tại thực địa, đoàn kiểm tra chưa hoàn thành biên bản."),
    ("consultation", "Cơ quan được lấy ý kiến chưa có văn bản trả lời."),
    ("workload", "Số lượng hồ sơ tăng đột biến trong kỳ, bộ phận chuyên môn chưa xử lý kịp."),
    ("complexity", "Hồ sơ có nội dung phức tạp, cần họp thẩm định bổ sung."),
    ("system_failure", "Hệ thống thông tin chuyên ngành gián đoạn, chưa kết xuất được kết quả."),
)
ITEMS = (
    "Bản sao giấy tờ tùy thân còn hạn sử dụng",
    "Sơ đồ vị trí có xác nhận của đơn vị đo đạc",
    "Văn bản ủy quyền có chứng thực",
    "Tờ khai ký ở trang cuối",
)

Life = Callable[[Play], Story]

# Parts that several lives share -----------------------------------------------------------------


def arrival(play: Play) -> Story:
    """In person the counter receives at once; online and by post the dossier waits for the counter."""
    if play.offer.channel == "in_person":
        play.act("receive", play.counter, **play.opening_facts(), **play.offer.limit)
        return
    yield from submission(play)
    yield play.after(0.3, 5)
    play.act("receive", play.counter, **play.offer.limit)


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
    """Sometimes the specialist hands the draft to a superior, at a share of the time left."""
    if play.rng.random() < 0.5:
        return
    yield play.at_share(least, most)
    superior = play.head.officer
    play.act("hand_over", play.specialist, to_officer=superior.username, remark="Trình ký kết quả")


def settled(play: Play) -> None:
    """The head decides: seldom a refusal."""
    if play.rng.random() < 0.06:
        reason = "Hồ sơ không đáp ứng điều kiện theo quy định của pháp luật chuyên ngành."
        play.act("settle", play.head, outcome="refused", reason=reason)
    else:
        play.act("settle", play.head, outcome="approved", result=f"KQ-{play.number:05}")


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


def reappointed_in_time(play: Play) -> Story:
    """The agency answers the demand on the day before, the head signs the apology the same afternoon."""
    moment = play.on_warning_day()
    if moment is None:
        return
    yield moment
    notice = DelayNotice.objects.filter(
        dossier=play.dossier, answered_at__isnull=True, lapsed_at__isnull=True
    ).first()
    if notice is None:
        return
    code, reason = play.rng.choice(REASONS)
    letter = answer_delay_notice(
        notice_id=notice.pk,
        actor=play.specialist,
        at=play.now,
        reason_code=code,
        reason=reason,
        proposed_until=play.closing_after_due(play.rng.randint(2, 5)),
    )
    yield play.after(0.2, 0.6)
    _sign(play, letter)


def _sign(play: Play, letter: ApologyLetter, **parts: object) -> None:
    issue_letter(letter_id=letter.pk, actor=play.head, at=play.now, **parts)
    play.dossier = type(play.dossier).objects.get(pk=play.dossier.pk)


def _unsigned(play: Play) -> ApologyLetter | None:
    unsigned = (LetterState.DRAFT, LetterState.READY)
    return ApologyLetter.objects.filter(dossier=play.dossier, state__in=unsigned).first()


# Lives ------------------------------------------------------------------------------------------


def smooth(play: Play) -> Story:
    """Settled well before the date, then collected."""
    yield from arrival(play)
    yield from passed_on(play)
    yield from in_work(play, 0.2, 0.5)
    yield play.at_share(0.2, 0.8)
    settled(play)
    yield from collected(play)


def last_minute(play: Play) -> Story:
    """Settled on the last day."""
    yield from arrival(play)
    yield from passed_on(play)
    yield from in_work(play, 0.6, 0.8)
    yield play.at_share(0.9, 0.99)
    settled(play)
    yield from collected(play)


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
    yield play.at_share(0.3, 0.9)
    settled(play)
    yield from collected(play)


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
    yield from _supplement_asked(play)
    yield play.after(8, 50)
    asked = play.dossier.supplements.get(answered_at__isnull=True)
    play.act("accept_supplement", play.counter, items_received=asked.items)
    yield from passed_on(play)
    yield play.at_share(0.3, 0.9)
    settled(play)
    yield from collected(play)


def silent(play: Play) -> Story:
    """Asked for a supplement; the applicant has not answered."""
    yield from _supplement_asked(play)


def _supplement_asked(play: Play) -> Story:
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
    yield play.at_share(0.4, 0.95)
    settled(play)
    yield from collected(play)


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


def announced(play: Play) -> Story:
    """Late, but told the day before: the apology goes out in time and the new date is kept."""
    yield from arrival(play)
    yield from passed_on(play)
    yield from reappointed_in_time(play)
    yield play.at_share(0.5, 0.95)
    settled(play)
    yield from collected(play)


def missed_twice(play: Play) -> Story:
    """The new date is missed too: no further date, the ladder, and a settlement long after."""
    yield from arrival(play)
    yield from passed_on(play)
    yield from reappointed_in_time(play)
    yield play.days_past_due(6, 14)
    settled(play)
    yield from collected(play)


def late_with_letter(play: Play) -> Story:
    """Nobody gave notice; days later the head signs the letter that the sweep has drafted."""
    yield from arrival(play)
    yield from passed_on(play)
    yield play.days_past_due(0.6, 3)
    letter = _unsigned(play)
    if letter is None:
        return
    code, reason = play.rng.choice(REASONS)
    _sign(
        play,
        letter,
        reason_code=code,
        reason=reason,
        new_until=play.closing_after_due(play.rng.randint(2, 5)),
    )
    yield play.at_share(0.4, 0.9)
    settled(play)
    yield from collected(play)


def settled_late(play: Play) -> Story:
    """Settled after the date; the apology that is still owed says that the result is ready."""
    yield from arrival(play)
    yield from passed_on(play)
    yield play.days_past_due(0.6, 3)
    settled(play)
    yield play.after(1, 6)
    letter = _unsigned(play)
    if letter is not None:
        code, reason = play.rng.choice(REASONS)
        _sign(play, letter, reason_code=code, reason=reason)
    yield from collected(play)


def neglected(play: Play) -> Story:
    """Overdue, and nothing has happened for weeks: only the sweep's draft lies there."""
    yield from arrival(play)
    yield from passed_on(play)
    yield play.days_past_due(16, 25)
    settled(play)
    yield from collected(play)
