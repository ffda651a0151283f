-- As the server's administrator: psql -v password="'…'" -f role.sql
-- The account owns its database and nothing else; migrations need that, and no extension.
CREATE ROLE casetracking LOGIN PASSWORD :password CONNECTION LIMIT 180;
CREATE DATABASE casetracking OWNER casetracking ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE casetracking FROM PUBLIC;

-- Nothing here takes longer than a task may (15 minutes) but migrations, which set their own; what is left
-- open and idle lets go of its locks. Web processes are held shorter by their unit (PGOPTIONS).
ALTER ROLE casetracking SET statement_timeout = '20min';
ALTER ROLE casetracking SET idle_in_transaction_session_timeout = '10min';

-- Copies every night (deploy/backup), by the machine's own account `postgres`, need no role. A replica does:
-- CREATE ROLE replica LOGIN REPLICATION PASSWORD '…';
