"""Lives in which several desks take part: sent back, consulted, forwarded, verified, asked in vain, lost."""

from agencies.domain.roles import Role
from config.demo.stage import Play, Story
from config.demo.stories.delayed import sign_apology_for_loss
from config.demo.stories.ordinary import supplement_asked
from config.demo.stories.parts import arrival, finished, passed_on


def delivered_in_parts(play: Play) -> Story:
    """One of the papers asked for comes first, the other some days later."""
    yield from supplement_asked(play)
    first, *rest = play.dossier.supplements.latest("asked_at").items
    yield play.after(4, 16)
    play.act("note_delivery", play.counter, items_received=[first])
    yield play.after(8, 24)
    play.act("accept_supplement", play.counter, items_received=rest)
    yield from passed_on(play)
    yield from finished(play, 0.3, 0.9)


def asked_in_vain(play: Play) -> Story:
    """The head takes back what a specialist need not have asked for."""
    yield from supplement_asked(play)
    yield play.after(1, 6)
    play.act(
        "cancel_supplement",
        play.head,
        reason="Giấy tờ yêu cầu đã có trong cơ sở dữ liệu, không phải nộp thêm.",
    )
    yield from finished(play, 0.4, 0.9)


def sent_back(play: Play) -> Story:
    """The first desk finds the dossier not in order and sends it back to the counter, once."""
    yield from arrival(play)
    yield from passed_on(play)
    yield play.after(0.5, 3)
    play.act(
        "refuse_hand_over",
        play.specialist,
        grounds="poor",
        remark="Thành phần hồ sơ scan bị thiếu trang, đề nghị số hóa lại.",
    )
    yield play.after(0.3, 1.5)
    play.act("transfer", play.counter)
    yield from finished(play, 0.4, 0.9)


def consulted(play: Play) -> Story:
    """Another agency is asked for its opinion and mostly answers in time."""
    yield from opinion_awaited(play)
    asked = play.dossier.consultations.latest("asked_at")
    yield play.after(4, 22)
    answering = play.cast.one(Role.SPECIALIST, asked.agency, *play.cast.units_of(asked.agency))
    play.act(
        "answer_consultation",
        answering,
        consultation=asked.pk,
        answer="Thống nhất với đề nghị của cơ quan chủ trì, không có ý kiến khác.",
    )
    yield from finished(play, 0.4, 0.95)


def opinion_awaited(play: Play) -> Story:
    """Another agency is asked; its answer has not come yet."""
    yield from arrival(play)
    yield from passed_on(play)
    yield play.after(1, 6)
    play.act(
        "consult",
        play.specialist,
        asked_agency=play.cast.department_beside(play.dossier.agency).code,
        consultation_kind="opinion",
        question="Đề nghị cho ý kiến về sự phù hợp với quy hoạch chuyên ngành.",
        answer_by=play.closing_in(2).isoformat(),
    )


def verified(play: Play) -> Story:
    """The facts are looked at on the spot (Decree 61/2018/NĐ-CP, art. 19.3)."""
    yield from arrival(play)
    yield from passed_on(play)
    yield play.at_share(0.3, 0.6)
    play.act(
        "record_verification",
        play.specialist,
        held_at=play.now.isoformat(),
        place="Tại địa chỉ nêu trong hồ sơ",
        participants=["Đại diện cơ quan giải quyết", "Đại diện UBND cấp xã", "Người nộp hồ sơ"],
        content="Hiện trạng đúng với hồ sơ; các bên thống nhất ký biên bản.",
        applicant_attended=True,
    )
    yield from finished(play, 0.4, 0.9)


def forwarded(play: Play) -> Story:
    """Handed in at a commune, settled by a department: through the Centre (art. 18.3, 19.7)."""
    yield from arrival(play)
    yield play.after(0.2, 1)
    play.act("forward", play.counter, to_one_stop=play.cast.centre.code)
    yield play.after(1, 4)
    at_centre = play.cast.one(Role.COUNTER, play.cast.centre)
    play.act("confirm_arrival", at_centre)
    yield play.after(0.2, 1)
    play.act("transfer", at_centre)
    yield from finished(play, 0.4, 0.9)


def lost(play: Play) -> Story:
    """A paper is lost in the agency; its head apologises for it (art. 21.2)."""
    yield from arrival(play)
    yield from passed_on(play)
    yield play.at_share(0.3, 0.6)
    play.act(
        "report_loss",
        play.specialist,
        lost_items=["Bản sao giấy tờ kèm theo"],
        responsible=play.dossier.agency.code,
        reason="Thất lạc khi luân chuyển giữa các phòng.",
    )
    yield play.after(2, 6)
    sign_apology_for_loss(play)
    yield from finished(play, 0.5, 0.95)
