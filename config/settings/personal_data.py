"""How long personal data of applicants, and the notes of who looked at it, are kept."""

from config.settings.environment import env

#: Full years after a dossier's end; then all that is personal in it is erased. 0: never. No decree
#: fixes them: a province sets them by its schedule of retention under the law on archives.
PERSONAL_DATA_YEARS = env.int("PERSONAL_DATA_YEARS", default=10)
#: Days for which is known who was shown whose data: a complaint about a look may still come in the
#: year after it, and then has to be followed. No decree of ours fixes them.
ACCESS_RECORD_DAYS = env.int("ACCESS_RECORD_DAYS", default=730)
#: Days for which is known who signed in, or tried to, and from where. No decree of ours fixes them.
SIGN_IN_RECORD_DAYS = env.int("SIGN_IN_RECORD_DAYS", default=180)
