"""Digital signatures on letters: put on by the server's key, or read and judged when somebody else signed."""

from notifications.signing.demo import DEMO_ISSUER
from notifications.signing.keys import (
    KeyUnusable,
    ServerKey,
    key_files,
    open_key,
    signs_with_demo_key,
)
from notifications.signing.reading import read_signatures
from notifications.signing.reports import Problem, SignatureRefused, SignatureReport
from notifications.signing.trust import believed_roots, is_believed, trusts_demo_authority
from notifications.signing.uploads import check_upload
from notifications.signing.writing import sign_and_tell, sign_with_server_key

__all__ = [
    "DEMO_ISSUER",
    "KeyUnusable",
    "Problem",
    "ServerKey",
    "SignatureRefused",
    "SignatureReport",
    "believed_roots",
    "check_upload",
    "is_believed",
    "key_files",
    "open_key",
    "read_signatures",
    "sign_and_tell",
    "sign_with_server_key",
    "signs_with_demo_key",
    "trusts_demo_authority",
]
