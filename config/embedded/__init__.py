"""What a first look needs when no service is configured: a private PostgreSQL, a queue in a folder, a key.

Each part is replaced by its environment variable (`DATABASE_URL`, `REDIS_URL`, `SECRET_KEY`); production
refuses them (`config.checks`). Nothing here imports Django, so settings may call it.
"""
