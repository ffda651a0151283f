"""SMS, through a provider's gateway over HTTP; without one, as files to look at on the own machine."""

import json
import os
import re
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from notifications.channels.http import post
from notifications.channels.parcel import Parcel


class SmsChannel:
    """Whatever the installation has: the gateway of `SMS_GATEWAY_URL`, else the folder `SMS_FILE_PATH`."""

    def send(self, parcel: Parcel) -> None:
        if settings.SMS_GATEWAY_URL:
            _through_gateway(parcel)
        else:
            _into_folder(parcel, Path(settings.SMS_FILE_PATH))


def _through_gateway(parcel: Parcel) -> None:
    """One request a message; what each value is called there is the operator's to set."""
    values = {
        "to": parcel.address,
        "text": parcel.body,
        "from": settings.SMS_SENDER,
        "key": parcel.key,
        "token": settings.SMS_GATEWAY_TOKEN,
    }
    names = settings.SMS_GATEWAY_FIELDS
    fields = {name: values[value] for value, name in names.items()}
    headers = {"Accept": "application/json"}
    if settings.SMS_GATEWAY_TOKEN and "token" not in names:
        headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
    if settings.SMS_BODY == "form":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(fields)
    else:
        headers["Content-Type"] = "application/json"
        body = json.dumps(fields, ensure_ascii=False)
    said = post(settings.SMS_GATEWAY_URL, body=body.encode(), headers=headers)
    if not re.search(settings.SMS_GATEWAY_SUCCESS, said):
        # Some gateways answer 200 whatever happened and say in the body what did.
        raise ConnectionError(f"the gateway says: {' '.join(said.split())}")


def _into_folder(parcel: Parcel, folder: Path) -> None:
    """One text file a message, whole or not at all; sent again it replaces itself."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{parcel.key}.{os.getpid()}"
    unfinished.write_text(f"To: {parcel.address}\n\n{parcel.body}\n", "utf-8")
    unfinished.rename(folder / f"{parcel.key}.txt")
