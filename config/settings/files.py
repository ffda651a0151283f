"""Files of the dossiers: where they are stored, how large they may be, which kinds, who looks for viruses."""

from config.settings.apps import STATIC_STORAGE
from config.settings.environment import VAR_DIR, env

#: Bucket of an S3-compatible storage; without it files lie in `FILES_DIR`.
S3_BUCKET = env.str("S3_BUCKET", default="")
#: Folder of the files, outside what any web server serves.
FILES_DIR = env.str("FILES_DIR", default=str(VAR_DIR / "files"))
#: The folder is the same for every process on every machine (a network file system), and backed up.
FILES_DIR_IS_SHARED = env.bool("FILES_DIR_IS_SHARED", default=False)

MEDIA_ROOT = FILES_DIR
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
#: Where a file lies while it comes in; needs room for the largest ones coming at the same time.
FILE_UPLOAD_TEMP_DIR = env.str("FILE_UPLOAD_TEMP_DIR", default="") or None

_FOLDER = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
_S3 = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": S3_BUCKET,
        "endpoint_url": env.str("S3_ENDPOINT", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "access_key": env.str("S3_ACCESS_KEY", default="") or None,
        "secret_key": env.str("S3_SECRET_KEY", default="") or None,
        "addressing_style": env.str("S3_ADDRESSING", default="auto"),
        "signature_version": "s3v4",
        "default_acl": None,
        "file_overwrite": True,  # names are drawn at random: asking for each first costs a round trip
        "max_memory_size": 1_048_576,  # a file read from the storage goes through a temporary file
    },
}
STORAGES = {"default": _S3 if S3_BUCKET else _FOLDER, "staticfiles": STATIC_STORAGE}

#: Bytes of one file, and of all files of one dossier together.
FILE_MOST_BYTES = env.int("FILE_MOST_BYTES", default=50 * 1_048_576)
DOSSIER_FILES_MOST_BYTES = env.int("DOSSIER_FILES_MOST_BYTES", default=500 * 1_048_576)
#: Files of one dossier.
DOSSIER_FILES_MOST = env.int("DOSSIER_FILES_MOST", default=200)
#: Bytes of a form with files at the desk; a larger one is not read to its end.
UPLOAD_MOST_BYTES = max(DOSSIER_FILES_MOST_BYTES, 100 * 1_048_576)
FILE_UPLOAD_HANDLERS = [
    "dossiers.admin.upload_limit.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
#: Kinds taken, by the short names in `dossiers.domain.contents.types`.
FILE_TYPES = env.list(
    "FILE_TYPES", default=["pdf", "jpeg", "png", "tiff", "docx", "xlsx", "odt", "ods"]
)

#: Where clamd listens: `host:port`, or the path of a socket. Empty: nothing looks for viruses.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
#: Seconds that clamd may be silent, while it loads signatures or looks into a large file.
CLAMD_TIMEOUT = env.int("CLAMD_TIMEOUT", default=60)
