/**
 * The store: what has been seen of the mail. A message is kept once, under X-GM-MSGID (elsewhere
 * uidvalidity/uid@mailbox), however many mailboxes show it; `location` says where. NULL in a column of `location` or in size,
 * internal_date, thread_id means not fetched yet; `has_…` tells the same of groups whose values may be NULL.
 *
 * Locations are kept newest first, the order in which rows of a single table come. What is wide (bodies, headers, structures) has
 * tables of its own, so that a scan of the narrow columns does not read past it; there a row is what says that it was fetched.
 */
export const STORE_SCHEMA = `
CREATE TABLE IF NOT EXISTS account (
  id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL,
  -- ServerTraits and the list of Mailbox as JSON, and when they came, in milliseconds
  traits TEXT, mailboxes TEXT, listed_at INTEGER,
  -- when the file was read through, in milliseconds
  checked_at INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS mailbox (
  -- Never used again: whoever holds the id of a mailbox that was begun anew reads its old rows, or none.
  id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL,
  uid_validity INTEGER NOT NULL, uid_next INTEGER NOT NULL, exists_count INTEGER NOT NULL, highest_modseq TEXT,
  -- every message whose UID is this or higher has its location row; NULL: nothing is known
  covered_from INTEGER,
  -- see Revision
  version INTEGER NOT NULL DEFAULT 0, flags_epoch INTEGER NOT NULL DEFAULT 0,
  -- when it was begun anew, in milliseconds; NULL: it is the one of its path
  retired_at INTEGER,
  -- when the server was last asked, in milliseconds
  checked_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS mailbox_of_path ON mailbox (path) WHERE retired_at IS NULL;
CREATE TABLE IF NOT EXISTS message (
  key INTEGER PRIMARY KEY, msgid TEXT NOT NULL UNIQUE, thread_id TEXT, internal_date TEXT, size INTEGER,
  has_envelope INTEGER NOT NULL DEFAULT 0,
  subject TEXT, from_addr TEXT, full_from TEXT, from_name TEXT, from_domain TEXT, sender TEXT, reply_to TEXT,
  to_addrs TEXT, full_to TEXT, cc_addrs TEXT, full_cc TEXT, bcc_addrs TEXT, full_bcc TEXT,
  sent_at TEXT, message_id TEXT, in_reply_to TEXT, address_list TEXT, envelope_error TEXT,
  has_structure INTEGER NOT NULL DEFAULT 0,
  has_attachments INTEGER, attachment_count INTEGER, attachments TEXT,
  part_ids TEXT, part_filenames TEXT, part_types TEXT, part_sizes TEXT, parse_error TEXT,
  attachment_list TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS location (
  mailbox_id INTEGER NOT NULL, uid INTEGER NOT NULL, message_key INTEGER,
  flags TEXT, flag_bits INTEGER, labels TEXT, is_important INTEGER, modseq TEXT,
  -- the mailbox's flags_epoch when these came
  epoch INTEGER,
  PRIMARY KEY (mailbox_id, uid DESC)
) STRICT, WITHOUT ROWID;
-- Joins of two mailboxes meet in a message; without this each row of one reads all rows of the other.
CREATE INDEX IF NOT EXISTS location_of_message ON location (message_key, mailbox_id);
CREATE TABLE IF NOT EXISTS body (
  message_key INTEGER PRIMARY KEY, error TEXT, snippet TEXT, text TEXT, html TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS raw_message (message_key INTEGER PRIMARY KEY, octets BLOB) STRICT;
-- A row says that all attachments of the message are in part_content; some may be there without it.
CREATE TABLE IF NOT EXISTS attachment_set (message_key INTEGER PRIMARY KEY) STRICT;
-- Decoded parts; the ordinal counts attachments, and is -1 of other parts.
CREATE TABLE IF NOT EXISTS part_content (
  id INTEGER PRIMARY KEY, message_key INTEGER NOT NULL, part TEXT NOT NULL, ordinal INTEGER NOT NULL, content BLOB,
  UNIQUE (message_key, part)
) STRICT;
-- The BODYSTRUCTURE as the JSON of a BodyPart; no row when it could not be read.
CREATE TABLE IF NOT EXISTS header_block (
  message_key INTEGER PRIMARY KEY, list_id TEXT, refs TEXT, block TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS structure (message_key INTEGER PRIMARY KEY, tree TEXT NOT NULL) STRICT;
`

/** Octets of IMAP in each five minutes of the last day, as each process that uses the file has counted its own. */
const TRAFFIC_SCHEMA = `
CREATE TABLE traffic (
  -- milliseconds; a random name of the process
  start INTEGER NOT NULL, writer TEXT NOT NULL, received INTEGER NOT NULL, sent INTEGER NOT NULL,
  -- when the server last refused because of a limit of the account, in milliseconds
  refused_at INTEGER,
  PRIMARY KEY (start, writer)
) STRICT, WITHOUT ROWID;
`

/** Tables that CACHE made. Their rows are in tables named after the id, which is never used again. */
export const CACHED_TABLES = `
CREATE TABLE IF NOT EXISTS cached_table (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,
  -- the name as it is compared
  folded TEXT NOT NULL UNIQUE,
  -- the live table that it stands for offline; NULL: it has a name of its own
  copy_of TEXT UNIQUE,
  -- JSON: name, type, key, collate of each
  columns TEXT NOT NULL,
  -- when rows were last kept, in milliseconds
  cached_at INTEGER NOT NULL
) STRICT;
`

/** Messages that are in no mailbox, since when this is known, in milliseconds; and when the file was purged. */
const PURGE_SCHEMA = `
CREATE TABLE unshown (message_key INTEGER PRIMARY KEY, since INTEGER NOT NULL) STRICT;
CREATE TRIGGER message_shown AFTER UPDATE ON message BEGIN
  DELETE FROM unshown WHERE message_key = NEW.key;
END;
ALTER TABLE account ADD COLUMN purged_at INTEGER;
`

/**
 * A third of the width of a message: `address_list` was an array of objects with all their names, and `full_from` told again what
 * `from_name` and `from_addr` do.
 */
const NARROW_ADDRESSES = `
UPDATE message SET address_list = (
  SELECT json_group_object(role, json(addresses)) FROM (
    SELECT role, json_group_array(json(parts) ORDER BY place) AS addresses FROM (
      SELECT value ->> '$.role' AS role, key AS place, CASE
        WHEN whole = left || '@' || domain THEN json_array(name, left, domain)
        WHEN domain IS NULL THEN json_array(name, whole, NULL)
        ELSE json_array(name, left, domain, whole) END AS parts
      FROM (SELECT value, key, value ->> '$.name' AS name, value ->> '$.address' AS whole, value ->> '$.domain' AS domain,
          substr(value ->> '$.address', 1, length(value ->> '$.address') - length(value ->> '$.domain') - 1) AS left
        FROM json_each(message.address_list)))
    GROUP BY role ORDER BY min(place))
) WHERE address_list IS NOT NULL;
-- Triggers of the index of words name the column; with another number of migrations it is made anew.
DROP TRIGGER IF EXISTS envelope_words_insert;
DROP TRIGGER IF EXISTS envelope_words_update;
DROP TRIGGER IF EXISTS envelope_words_delete;
ALTER TABLE message DROP COLUMN full_from;
`

/** The journal of writes: a statement, and each command of it before it is sent (see Journal). */
export const JOURNAL_TABLES = `
CREATE TABLE IF NOT EXISTS journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT, began_at INTEGER NOT NULL, operation TEXT NOT NULL, statement TEXT NOT NULL,
  -- the journal of what took it back
  undone_by INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS journal_entry (
  id INTEGER PRIMARY KEY, journal_id INTEGER NOT NULL, sent_at INTEGER NOT NULL, sender TEXT NOT NULL,
  path TEXT NOT NULL, uid_validity INTEGER NOT NULL,
  -- JSON of a JournalChange and of JournalMessages
  change TEXT NOT NULL, messages TEXT NOT NULL,
  outcome TEXT NOT NULL, detail TEXT, copy_validity INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS entry_of_journal ON journal_entry (journal_id);
CREATE INDEX IF NOT EXISTS entry_unsettled ON journal_entry (outcome) WHERE outcome IN ('sent', 'unknown');
`

/** Of an entry that was `sent` or `unknown` when its process ended: when it was looked up, in milliseconds. */
const LOOKED_UP = 'ALTER TABLE journal_entry ADD COLUMN looked_up_at INTEGER;'

/** Tables with what was fetched of a message beside its row, by `message_key`. */
export const CONTENT_TABLES = [
  'body',
  'raw_message',
  'attachment_set',
  'part_content',
  'header_block',
  'structure',
] as const

/** "gmSt", in the header of every store that lasts: what has another number is not ours. */
export const APPLICATION_ID = 0x676d5374

/** From version n to n + 1 each; what was released is never changed. When mail is read in another way, a step forgets what was read. */
export const MIGRATIONS: readonly string[] = [
  STORE_SCHEMA,
  TRAFFIC_SCHEMA,
  CACHED_TABLES,
  PURGE_SCHEMA,
  NARROW_ADDRESSES,
  JOURNAL_TABLES,
  LOOKED_UP,
]

/** Columns of `message` that an ENVELOPE fills, in the order of `envelopeCells`. */
export const ENVELOPE_COLUMNS = [
  'subject',
  'from_addr',
  'from_name',
  'from_domain',
  'sender',
  'reply_to',
  'to_addrs',
  'full_to',
  'cc_addrs',
  'full_cc',
  'bcc_addrs',
  'full_bcc',
  'sent_at',
  'message_id',
  'in_reply_to',
  'address_list',
  'envelope_error',
] as const

/** Columns of `message` that a BODYSTRUCTURE fills, in the order of `structureCells`. */
export const STRUCTURE_COLUMNS = [
  'has_attachments',
  'attachment_count',
  'attachments',
  'part_ids',
  'part_filenames',
  'part_types',
  'part_sizes',
  'parse_error',
  'attachment_list',
] as const
