"""PDF files are compressed already: PostgreSQL tried it again for each letter and stored them as they were."""

from django.db import migrations

_STORE = """
ALTER TABLE notifications_apologyletter
    ALTER COLUMN pdf SET STORAGE {how},
    ALTER COLUMN signed_pdf SET STORAGE {how}
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_issued_letters_of_flags")]

    operations = [
        migrations.RunSQL(_STORE.format(how="EXTERNAL"), _STORE.format(how="EXTENDED")),
    ]
