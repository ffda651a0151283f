"""A key's signatures are alike but for the digest that is signed and the signature's own value.

pyHanko builds the rest anew each time, which takes ten times as long as the signing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from asn1crypto import cms

#: Stands for a paper's digest while the frame is made; found again by its value.
_STAND_IN = sha256(b"stands for the digest of a paper").digest()


@dataclass(frozen=True, slots=True)
class Frame:
    """The pieces of a CMS signature (RFC 5652), before, between and after what differs from paper to paper."""

    attributes: tuple[bytes, bytes]
    packaging: tuple[bytes, bytes, bytes]
    size: int

    @classmethod
    async def around(cls, sign: Callable[[bytes], Awaitable[cms.ContentInfo]]) -> Self:
        """The frame of the signatures that `sign` gives for digests. Raises `ValueError` where they have none."""
        sample = await sign(_STAND_IN)
        (signer,) = sample["content"]["signer_infos"]
        whole = sample.dump()
        before, rest = whole.split(_STAND_IN)
        between, after = rest.split(signer["signature"].native)
        opening, ending = signer["signed_attrs"].untag().dump().split(_STAND_IN)
        return cls((opening, ending), (before, between, after), len(whole))

    def filled(self, digest: bytes, sign: Callable[[bytes], bytes]) -> bytes:
        """The signature of what has the digest; `sign` gives the bare one, always of the same length."""
        opening, ending = self.attributes
        before, between, after = self.packaging
        return before + digest + between + sign(opening + digest + ending) + after
