"""What the list of dossiers may be narrowed to besides, for the OpenAPI file."""

from agencies.api.schema import OpenApiParameter, parameter
from dossiers.selectors.figures import Figure
from dossiers.selectors.worklists import Worklist
from procedures.domain.channels import Channel

DESK_PARAMETERS: tuple[OpenApiParameter, ...] = (
    parameter("work", "A pile of the caller's desk; `worklists/` counts them.", enum=[each.value for each in Worklist]),
    parameter("channel", f"{', '.join(Channel)}; several parted by commas."),
    parameter("unit", "Code of the unit where it lies; several parted by commas."),
    parameter("officer", "User name of who has it; several parted by commas."),
    parameter("unclaimed", "Whether nobody has it.", type=bool),
    parameter("receiving_unit", "Code of the one-stop unit; several parted by commas."),
    parameter("figure", "What a figure of the reports counts.", enum=[each.value for each in Figure]),
    parameter("since", "Beginning of the figure's span; not with the first six, which tell of now."),
    parameter("until", "The moment before which that span ends."),
    parameter("receiver", "User name of who received it."),
)  # fmt: skip
