"""Lives that miss their date, with the apology in time, late, or still owed (Decree 61/2018/NĐ-CP, art. 19.9)."""

from config.demo.stage import Play, Story
from config.demo.stories.parts import arrival, collected, finished, passed_on, settled
from notifications.models import ApologyLetter, DelayNotice, LetterState
from notifications.services import answer_delay_notice, issue_letter

REASONS = (
    ("verification", "Cần xác minh thêm tại thực địa, đoàn kiểm tra chưa hoàn thành biên bản."),
    ("consultation", "Cơ quan được lấy ý kiến chưa có văn bản trả lời."),
    ("workload", "Số lượng hồ sơ tăng đột biến trong kỳ, bộ phận chuyên môn chưa xử lý kịp."),
    ("complexity", "Hồ sơ có nội dung phức tạp, cần họp thẩm định bổ sung."),
    ("system_failure", "Hệ thống thông tin chuyên ngành gián đoạn, chưa kết xuất được kết quả."),
)


def announced(play: Play) -> Story:
    """Late, but told the day before: the apology goes out in time and the new date is kept."""
    yield from arrival(play)
    yield from passed_on(play)
    yield from reappointed_in_time(play)
    yield from finished(play, 0.5, 0.95)


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
    yield from finished(play, 0.4, 0.9)


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


def sign_apology_for_loss(play: Play) -> None:
    """The head signs what `report_loss` has drafted; no date moves."""
    letter = _unsigned(play)
    if letter is not None:
        _sign(play, letter)
