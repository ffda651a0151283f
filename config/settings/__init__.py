"""All settings, one file a concern; the environment is read through `config.settings.environment`."""

from config.settings.apologies import *  # noqa: F403
from config.settings.apps import *  # noqa: F403
from config.settings.batches import *  # noqa: F403
from config.settings.browser import *  # noqa: F403
from config.settings.celery import *  # noqa: F403
from config.settings.database import *  # noqa: F403
from config.settings.files import *  # noqa: F403
from config.settings.identity import *  # noqa: F403
from config.settings.interface import *  # noqa: F403
from config.settings.languages import *  # noqa: F403
from config.settings.logs import *  # noqa: F403
from config.settings.mail import *  # noqa: F403
from config.settings.messages import *  # noqa: F403
from config.settings.metrics import *  # noqa: F403
from config.settings.office import *  # noqa: F403
from config.settings.personal_data import *  # noqa: F403
from config.settings.rest import *  # noqa: F403
from config.settings.security import *  # noqa: F403
from config.settings.sessions import *  # noqa: F403
from config.settings.signing import *  # noqa: F403
