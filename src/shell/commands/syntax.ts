import type { ShellCommand } from '../command.ts'
import { GmailSqlError, nearest } from '../door.ts'

const SYNTAX: Readonly<Record<string, string>> = {
  SELECT: `SELECT [DISTINCT] columns FROM table [AS name] [JOIN table ON condition]
  [WHERE condition] [GROUP BY columns [HAVING condition]]
  [ORDER BY columns [DESC]] [LIMIT n [OFFSET n]]

SELECT FromDomain, COUNT(*) AS n FROM Inbox WHERE IsRead = 0 GROUP BY 1 ORDER BY 2 DESC LIMIT 10;
SELECT Subject FROM Messages WHERE GmailSearch = 'has:attachment larger:5M';
All of SQLite's SELECT works. Mailboxes are tables: FROM Inbox, FROM "Work/Reports".`,
  INSERT: `INSERT INTO table (columns) VALUES (values)

INSERT INTO Drafts (Subject, "To", BodyText) VALUES ('Hello', 'you@example.com', 'See you.');
.schema TABLE lists the columns.`,
  UPDATE: `UPDATE table SET column = value [, …] [WHERE condition]

UPDATE Inbox SET IsRead = 1 WHERE FromDomain = 'shop.example';
DRY RUN before it tells what would be changed.`,
  DELETE: `DELETE FROM table [WHERE condition]

DELETE FROM Inbox WHERE Subject = 'Order 1234';
DRY RUN before it tells what would be changed.`,
  EXEC: `EXEC procedure [@input = value [, …]]

EXEC Sync @Mailbox = 'Inbox';
.procedures lists them, .procedures NAME the inputs of one.`,
  EXPLAIN: `EXPLAIN [ANALYZE] statement

EXPLAIN SELECT Subject FROM Inbox WHERE IsRead = 0;
It says what would be asked of the server and fetched; with ANALYZE the statement runs, and it says what it cost.`,
}

export const syntax: ShellCommand = {
  name: '.syntax',
  aliases: ['\\h'],
  group: 'The shell',
  usage: '.syntax [STATEMENT]',
  help: `say how a statement is written
STATEMENT is one of ${Object.keys(SYNTAX).join(', ')}.`,
  argument: Object.keys(SYNTAX),
  async run({ print, page }, argument) {
    if (argument === '') return print(`${Object.keys(SYNTAX).join(' ')}\n`)
    const [word = ''] = argument.toUpperCase().split(/\s+/)
    const text = Object.hasOwn(SYNTAX, word) ? SYNTAX[word] : undefined
    if (text !== undefined) return page(`${text}\n`)
    const near = nearest(word, Object.keys(SYNTAX))
    throw new GmailSqlError('BAD_VALUE', `there is no page about "${argument}"`, {
      hint:
        near === undefined
          ? `There is one about ${Object.keys(SYNTAX).join(', ')}.`
          : `Did you mean ${near}?`,
    })
  },
}
