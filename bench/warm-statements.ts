/** A statement of a user, and ways to say the same by hand over the tables of the store: the fastest counts. */
export interface WarmStatement {
  readonly sql: string
  readonly hand: readonly string[]
  /** Seconds that are aimed at with a million messages. */
  readonly aim?: number
}

const MAILBOX = (path: string) => `(SELECT id FROM mailbox WHERE path = '${path}' AND retired_at IS NULL)`
const ALL = MAILBOX('[Gmail]/All Mail')
/** All messages but those that only Spam shows. */
const NOT_SPAM = `m.key <> 0 AND m.key NOT IN (SELECT message_key FROM location WHERE mailbox_id = ${MAILBOX('[Gmail]/Spam')})`
const JOINED = `location l JOIN message m ON m.key = l.message_key WHERE l.mailbox_id = ${ALL}`

/** Over the messages alone, which an index has, and over the places in All Mail. */
function both(select: string, behind: string, index: string): string[] {
  return [
    `SELECT ${select} FROM message m INDEXED BY ${index} WHERE ${NOT_SPAM} ${behind}`,
    `SELECT ${select} FROM ${JOINED} ${behind}`,
  ]
}

/** The counts of all messages, less those of Spam. */
function lessSpam(group: string, index: string): string {
  const spam = `location l JOIN message m ON m.key = l.message_key WHERE l.mailbox_id = ${MAILBOX('[Gmail]/Spam')}`
  return `SELECT g, sum(n) FROM (
    SELECT ${group} AS g, count(*) AS n FROM message m INDEXED BY ${index} WHERE m.key <> 0 GROUP BY 1
    UNION ALL SELECT ${group}, -count(*) FROM ${spam} GROUP BY 1) GROUP BY 1 HAVING sum(n) > 0`
}

const BY_DOMAIN = [
  ...both('m.from_domain, count(*)', 'GROUP BY m.from_domain', 'message_by_domain'),
  lessSpam('m.from_domain', 'message_by_domain'),
]

/** The first three are the bar. */
export const STATEMENTS: readonly WarmStatement[] = [
  { sql: 'SELECT FromDomain, COUNT(*) FROM Messages GROUP BY FromDomain', hand: BY_DOMAIN, aim: 0.15 },
  {
    sql: 'SELECT substr(ReceivedDate, 1, 7) AS Month, COUNT(*) FROM Messages GROUP BY Month',
    hand: [
      ...both('substr(m.internal_date, 1, 7), count(*)', 'GROUP BY 1', 'message_by_month'),
      lessSpam('substr(m.internal_date, 1, 7)', 'message_by_month'),
    ],
    aim: 0.5,
  },
  { sql: 'SELECT FromDomain, COUNT(*) FROM [Gmail/All Mail] GROUP BY FromDomain', hand: BY_DOMAIN, aim: 0.7 },
  {
    sql: 'SELECT [From], COUNT(*) AS n FROM Messages GROUP BY [From] ORDER BY n DESC, [From] LIMIT 100',
    hand: both(
      'm.from_addr, count(*)',
      'GROUP BY m.from_addr COLLATE NOCASE ORDER BY 2 DESC, 1 COLLATE NOCASE LIMIT 100',
      'message_by_sender',
    ),
  },
  {
    sql: 'SELECT FromDomain, SUM(Size) AS bytes FROM Messages GROUP BY FromDomain ORDER BY bytes DESC, FromDomain LIMIT 100',
    hand: both(
      'm.from_domain, sum(m.size)',
      'GROUP BY m.from_domain ORDER BY 2 DESC, 1 LIMIT 100',
      'message_by_domain',
    ),
  },
  {
    sql: "SELECT FromDomain, COUNT(*) FROM Messages WHERE ReceivedDate >= '2025-01-01' GROUP BY FromDomain",
    hand: both(
      'm.from_domain, count(*)',
      "AND m.internal_date >= '2025-01-01' GROUP BY 1",
      'message_by_date',
    ),
  },
  {
    sql: 'SELECT Label, COUNT(*) FROM MessageLabels GROUP BY Label',
    hand: [
      `SELECT j.value, count(*) FROM location l, json_each(l.labels) j WHERE l.mailbox_id = ${ALL} GROUP BY 1`,
    ],
  },
  {
    sql: 'SELECT ThreadId, COUNT(*) AS n FROM Messages GROUP BY ThreadId ORDER BY n DESC, ThreadId LIMIT 100',
    hand: both(
      'm.thread_id, count(*)',
      'GROUP BY m.thread_id ORDER BY 2 DESC, 1 LIMIT 100',
      'message_by_thread',
    ),
  },
  {
    sql: 'SELECT Subject, Size FROM Messages ORDER BY Size DESC LIMIT 20',
    hand: both('m.subject, m.size', 'ORDER BY m.size DESC, m.msgid DESC LIMIT 20', 'message_by_size'),
  },
  {
    sql: 'SELECT COUNT(DISTINCT FromDomain), COUNT(DISTINCT [From]) FROM Messages',
    hand: both(
      'count(DISTINCT m.from_domain), count(DISTINCT m.from_addr COLLATE NOCASE)',
      '',
      'message_by_date',
    ),
  },
  {
    sql: "SELECT COUNT(*) FROM Messages WHERE Subject LIKE '%invoice report%'",
    hand: [
      `SELECT count(*) FROM message m WHERE +${NOT_SPAM} AND m.subject LIKE '%invoice report%'`,
      `SELECT count(*) FROM ${JOINED} AND m.subject LIKE '%invoice report%'`,
    ],
  },
]
