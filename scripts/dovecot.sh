#!/usr/bin/env bash
# A throw-away Dovecot on loopback, for interoperability tests and measurements. Everything it writes is below $BASE.
#
#   BASE=/some/dir PORT=14300 scripts/dovecot.sh start     prints the process id of the master
#   BASE=/some/dir scripts/dovecot.sh stop
#
# BASE     directory for configuration, sockets, log and mail (required)
# PORT     IMAP in plain text, with STARTTLS when a certificate is given (required for start)
# TLS_PORT IMAP with TLS from the first byte; needs CERT and KEY
# CERT KEY PEM files
# FORMAT   sdbox (default), mdbox or maildir
# CAPA     capability line after the login; the default is Gmail's as far as Dovecot implements it
# MAXCONN  connections per user (default 15, as Gmail)
# OAUTH_URL  where tokens are checked (the token is appended, the answer names the user as `email`); default: none,
#            the token `tok-good` opens any mailbox
#
# Any user name logs in with the password `secret`, or with XOAUTH2 / OAUTHBEARER and the token `tok-good`.
# Dovecot refuses to run as root here, so root steps down to nobody; an ordinary user runs it as himself.
set -euo pipefail

: "${BASE:?BASE must name a directory}"
action=${1:-start}
export PATH="$PATH:/usr/sbin:/sbin"

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$BASE"
  # The parents of a mktemp directory are closed to nobody unless they are made passable by the caller.
  [ "$(stat -c %U "$BASE")" = nobody ] || chown -R nobody:nogroup "$BASE"
  # This file and the current directory may be closed to nobody: read the one as root, leave the other.
  BASE=$(cd "$BASE" && pwd)
  exec 3< "$0"
  cd "$BASE"
  exec setpriv --reuid=nobody --regid=nogroup --clear-groups bash -s "$action" <&3 3<&-
fi

me=$(id -un)
group=$(id -gn)
conf=$BASE/dovecot.conf
gmail_capa='IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID CHILDREN UIDPLUS COMPRESS=DEFLATE ENABLE MOVE CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584'

mailbox() {
  printf '  mailbox "[Gmail]/%s" {\n    auto = create\n    special_use = \\%s\n  }\n' "$1" "$2"
}

write_conf() {
  local location="${FORMAT:-sdbox}:~/${FORMAT:-sdbox}"
  [ "${FORMAT:-sdbox}" = maildir ] && location='maildir:~/Maildir:LAYOUT=fs'
  mkdir -p "$BASE/mail" "$BASE/run" "$BASE/state"
  # Dovecot wants an address of the OpenID configuration to name in its refusals; it is not fetched.
  cat > "$BASE/oauth2.conf" <<CONF
tokeninfo_url = ${OAUTH_URL:-}
introspection_mode = auth
username_attribute = email
username_format = %u
openid_configuration_url = https://accounts.example/.well-known/openid-configuration
CONF
  cat > "$conf" <<CONF
instance_name = gmailsql
base_dir = $BASE/run
state_dir = $BASE/state
log_path = $BASE/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = $me
default_internal_group = $group
default_login_user = $me
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
ssl = $([ -n "${CERT:-}" ] && echo yes || echo no)
${CERT:+ssl_cert = <$CERT}
${KEY:+ssl_key = <$KEY}
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
passdb {
  driver = $([ -n "${OAUTH_URL:-}" ] && echo oauth2 || echo static)
  mechanisms = xoauth2 oauthbearer
  args = $([ -n "${OAUTH_URL:-}" ] && echo "$BASE/oauth2.conf" || echo password=tok-good)
}
passdb {
  driver = static
  mechanisms = plain login
  args = password=secret
}
userdb {
  driver = static
  args = uid=$me gid=$group home=$BASE/mail/%u allow_all_users=yes
}
mail_location = $location
mail_fsync = never
mail_max_userip_connections = ${MAXCONN:-15}
protocol imap {
  mail_plugins = zlib imap_zlib
  imap_max_line_length = 1M
  imap_capability = ${CAPA:-$gmail_capa}
}
namespace inbox {
  inbox = yes
  separator = /
$(mailbox 'All Mail' All; mailbox Drafts Drafts; mailbox Important Important; mailbox 'Sent Mail' Sent; mailbox Spam Junk; mailbox Starred Flagged; mailbox Trash Trash)
}
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    port = ${PORT:?PORT must be given}
  }
  inet_listener imaps {
    port = ${TLS_PORT:-0}
    ssl = yes
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap {
  process_limit = 200
}
CONF
}

# It listens before it has written its pid file.
wait_for_start() {
  for _ in $(seq 200); do
    (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null && [ -s "$BASE/run/master.pid" ] && return 0
    sleep 0.05
  done
  echo "dovecot did not start; see $BASE/dovecot.log" >&2
  return 1
}

stop() {
  local pid
  pid=$(cat "$BASE/run/master.pid")
  kill "$pid"
  # Stopped right after its start, its processes wait five seconds for one another.
  for _ in $(seq 300); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.05
  done
  echo "dovecot ($pid) did not stop" >&2
  return 1
}

case $action in
  start)
    write_conf
    dovecot -c "$conf" < /dev/null
    wait_for_start
    cat "$BASE/run/master.pid"
    ;;
  stop) stop ;;
  *)
    echo "usage: BASE=dir PORT=n $0 start|stop" >&2
    exit 2
    ;;
esac
