#!/bin/sh
# Starts PostgreSQL in the local image: makes the database on the first start, then runs the server.
# Reads POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB, as upstream's image does.
set -eu

bin=/opt/pg/bin
data=/tmp/data
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

if [ ! -s "$data/PG_VERSION" ]; then
  printf '%s' "${POSTGRES_PASSWORD:-postgres}" >/tmp/password
  "$bin/initdb" -D "$data" -U "$user" --pwfile=/tmp/password -A scram-sha-256 -E UTF8 --locale=C --no-sync >/dev/null
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
  if [ "$database" != postgres ]; then
    echo "CREATE DATABASE \"$database\"" | "$bin/postgres" --single -D "$data" postgres >/dev/null
  fi
fi
if [ "${1:-}" = postgres ]; then
  shift
fi
# Upstream's server starts twice, and Testcontainers waits for the second time that it says this.
echo 'database system is ready to accept connections (the database is made)'
exec "$bin/postgres" -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
