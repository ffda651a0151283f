"""What a province decides about its own work; each default cites where it comes from."""

from config.settings.environment import env

#: Public address, for QR codes and messages.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000")
#: Rule set under which new dossiers are received (Decree 61/2018/NĐ-CP as commissioned).
RULESET = env.str("RULESET", default="ND61_2018")
#: Rule sets of the province's own: `{"ND118_NA": {"of": "ND118_2025", "supplement_effect": "pause"}}`.
RULESET_VARIANTS = env.json("RULESET_VARIANTS", default={})
#: Strict public look-up: code and degree of completion only (Circular 01/2018/TT-VPCP, art. 16.2.d).
LOOKUP_SHOWS_DATES = env.bool("LOOKUP_SHOWS_DATES", default=False)
#: Public look-ups a minute from one address, and as many questions to the catalogue and the calculator;
#: many people share one behind a carrier's NAT.
LOOKUP_RATE_PER_MINUTE = env.int("LOOKUP_RATE_PER_MINUTE", default=120)
#: Web processes in all; more than one needs Redis for the throttle.
WEB_PROCESSES = env.int("WEB_PROCESSES", default=1)
#: Reverse proxies in front of the web processes, whose X-Forwarded-For is believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
#: Days before the due moment on which a unit is warned (working days; art. 19.9 asks for one at the latest).
WARN_WORKING_DAYS = env.list("WARN_WORKING_DAYS", cast=int, default=[3, 1])
#: Working days after an overdue dossier was found on which its unit's head, its agency's head, the
#: Centre's head (who urges the agency, art. 9.1) and oversight are told; no decree fixes them.
ESCALATE_WORKING_DAYS = env.list("ESCALATE_WORKING_DAYS", cast=int, default=[0, 1, 2, 5])
#: Minutes after the moment of art. 18.2 in which a transfer, or telling the applicant, still counts
#: as done at the opening of the day; no decree fixes them.
TRANSFER_GRACE_MINUTES = env.int("TRANSFER_GRACE_MINUTES", default=30)
#: Working days an applicant has to deliver a supplement before the dossier may be stopped because
#: of silence; no decree fixes them.
SUPPLEMENT_ANSWER_WORKING_DAYS = env.int("SUPPLEMENT_ANSWER_WORKING_DAYS", default=30)
#: Working days an agency has to answer feedback on a dossier; no decree of ours fixes them.
FEEDBACK_ANSWER_WORKING_DAYS = env.int("FEEDBACK_ANSWER_WORKING_DAYS", default=5)
#: Working days that a one-stop unit may have worked on paper in one outage, and those after its end
#: in which the receptions of that time may be entered; no decree fixes them.
OUTAGE_MAX_WORKING_DAYS = env.int("OUTAGE_MAX_WORKING_DAYS", default=5)
OUTAGE_ENTRY_WORKING_DAYS = env.int("OUTAGE_ENTRY_WORKING_DAYS", default=10)
