"""What an applicant can judge of the service, content by content, and in how many points.

Seven of the nine contents of Decree 61/2018/NĐ-CP, art. 31.1; each is answered with 2, 1 or 0
points as the index of Circular 01/2018/TT-VPCP, art. 13 gives them. The other two, the time of
each agency and the organisation of the one-stop unit, no applicant can see: they come from the
system (art. 14.3).
"""

from collections.abc import Mapping
from enum import StrEnum

from dossiers.domain.refusals import ActRefused

POINTS = (2, 1, 0)
#: So few ratings that a figure would tell who gave which mark.
FEWEST = 5


class Content(StrEnum):
    """A content of art. 31.1; the number is that of its index in art. 13 of the circular."""

    TIME = "time"  # 1
    VISITS = "visits"  # 3
    BODIES = "bodies"  # 4
    PUBLISHED = "published"  # 6
    ATTITUDE = "attitude"  # 7
    FEEDBACK = "feedback"  # 8
    ONLINE = "online"  # 9


def points_given(answers: Mapping[str, str]) -> dict[str, int]:
    """The points of the contents answered, as a form has them; a content left out has none.

    Refuses `bad_points` for anything but 2, 1 and 0.
    """
    given = {content.value: answers.get(content.value, "") for content in Content}
    allowed = {str(points): points for points in POINTS}
    for content, answer in given.items():
        if answer and answer not in allowed:
            raise ActRefused("bad_points", field=content)
    return {content: allowed[answer] for content, answer in given.items() if answer}
