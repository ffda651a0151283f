"""Signing of letters: the server's keys, whose signatures are believed, and the time-stamp authority."""

from config.settings.environment import VAR_DIR, env

#: Who signs letters: `server` (a key kept by the server), `token` (the officer's own), or `both`.
SIGNING_MODE = env.str("SIGNING_MODE", default="both")
#: PKCS#12 file of the key that signs for every agency without its own.
SIGNING_PKCS12 = env.str("SIGNING_PKCS12", default="")
#: Folder of `<agency code>.p12`, the keys of single agencies; the same password opens all.
SIGNING_KEYS_DIR = env.str("SIGNING_KEYS_DIR", default="")
SIGNING_PKCS12_PASSWORD = env.str("SIGNING_PKCS12_PASSWORD", default="")
#: PEM bundle of the authorities whose certificates are believed, former ones included.
SIGNING_TRUST_ROOTS = env.str("SIGNING_TRUST_ROOTS", default="")
#: RFC 3161 time-stamp authority; none when empty.
SIGNING_TSA_URL = env.str("SIGNING_TSA_URL", default="")
#: Where the demonstration authority is kept, which signs when no key is set.
SIGNING_DEMO_FOLDER = VAR_DIR / "signing"
