"""This app's part of the register of personal data (`dossiers.domain.personal_data`)."""

from dossiers.domain.personal_data import ERASED, Category, Datum, Holding, Left

_NOBODY = {"name": ERASED, "kind": "citizen", "address": "", "phone": "", "email": ""}

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "notifications.DelayNotice",
        "dossier",
        {"reason": Datum(Category.CASE, Left.MARK)},
        told=("reason_code", "answered_at", "proposed_until"),
    ),
    Holding(
        "notifications.ApologyLetter",
        "dossier",
        {
            "reason": Datum(Category.CASE, Left.MARK),
            "lost_items": Datum(Category.CASE, Left.MARKED_LIST),
            # What anybody who holds the letter may verify stays: its number, date and issuer.
            "context": Datum(
                Category.PAPER,
                Left.PARTS,
                {"addressee": _NOBODY, "reason": ERASED, "lost_items": []},
            ),
            "pdf": Datum(Category.PAPER, Left.BYTES),
            "signed_pdf": Datum(Category.PAPER, Left.BYTES),
        },
        told=("number", "year", "issued_at", "due_at", "new_until", "signed_sha256"),
    ),
    Holding(
        "notifications.Message",
        "dossier",
        # Gateways quote the address that they could not reach.
        {"error": Datum(Category.CONTACT, Left.BLANK)},
        told=("kind", "channel", "state", "planned_at", "sent_at", "context"),
    ),
)
