import { beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/shell/commands/all.ts'
import { completeCommand } from '../../src/shell/complete/complete-command.ts'
import { completeSql } from '../../src/shell/complete/complete-sql.ts'
import { type KnownNames, knownNames, NO_NAMES } from '../../src/shell/complete/known-names.ts'
import { declaredNames } from '../../src/shell/complete/load-names.ts'

const LABELS = Array.from({ length: 5000 }, (_, i) => `Projects/Client ${i % 50}/Case ${i}`)
let names: KnownNames

beforeAll(async () => {
  const declared = await declaredNames()
  const mailboxes = [
    'INBOX',
    'Work',
    'Work/Atlas',
    '仕事/請求書',
    'R&D "quoted" (2026)',
    '[Gmail]/All Mail',
    ...LABELS,
  ]
  names = knownNames({ ...declared, mailboxes })
})

/** What Tab offers at `|`. */
function offered(marked: string): string[] {
  const cursor = marked.indexOf('|')
  const text = marked.replace('|', '')
  return completeSql(text, cursor, names, ['box', 'since']).items.map(item => item.text)
}

/** The text with the first of what Tab offers. */
function completed(marked: string): string {
  const cursor = marked.indexOf('|')
  const text = marked.replace('|', '')
  const { start, end, items } = completeSql(text, cursor, names, ['box', 'since'])
  return text.slice(0, start) + items[0]!.text + text.slice(end)
}

describe('a table', () => {
  test.each([
    ['SELECT * FROM Wo|', 'SELECT * FROM Work'],
    ['SELECT * FROM atlas|', 'SELECT * FROM "Work/Atlas"'],
    ['select * from messages|', 'select * from Messages'],
    ['SELECT * FROM "Work/|', 'SELECT * FROM "Work/Atlas"'],
    ['SELECT * FROM [all|', 'SELECT * FROM [[Gmail]]/All Mail]'],
    ['SELECT * FROM "r&|', 'SELECT * FROM "R&D ""quoted"" (2026)"'],
    ['SELECT * FROM 仕|', 'SELECT * FROM "仕事/請求書"'],
    ['SELECT * FROM Inbox, Wo|', 'SELECT * FROM Inbox, Work'],
    ['SELECT * FROM Inbox a JOIN Thre|', 'SELECT * FROM Inbox a JOIN Threads'],
    ['UPDATE Wo|', 'UPDATE Work'],
    ['INSERT INTO Lab|', 'INSERT INTO Labels'],
    ['SELECT * FROM Mailbox.Wo|', 'SELECT * FROM Mailbox.Work'],
    ['SELECT 1; SELECT * FROM Wo|; SELECT 2', 'SELECT 1; SELECT * FROM Work; SELECT 2'],
  ])('%s', (marked, text) => {
    expect(completed(marked)).toBe(text)
  })
})

describe('a column', () => {
  test.each([
    ['SELECT FromDom| FROM Inbox', ['FromDomain']],
    ['SELECT * FROM Labels WHERE MessagesU|', ['MessagesUnread']],
    ['SELECT t.Thr| FROM Threads t', ['ThreadId']],
    ['SELECT x.SUBJ| FROM Inbox AS x JOIN Labels l ON 1', ['Subject']],
    ['SELECT * FROM Inbox a, Labels b WHERE b.IsSel|', ['IsSelectable']],
    ['SELECT Labels.ThreadsU| FROM Labels', ['ThreadsUnread']],
  ])('of the tables of the statement, also those behind the cursor: %s', (marked, expected) => {
    expect(offered(marked)).toEqual(expected)
  })

  test('is offered before words and functions, which come in small letters to who types so', () => {
    expect(offered('SELECT s| FROM Inbox')[0]).toBe('Sender')
    expect(offered('SELECT upp| FROM Inbox')).toEqual(['upper('])
    expect(offered('SELECT * FROM Inbox whe|')).toEqual(['when', 'where'])
    expect(offered('SELECT * FROM Inbox WHE|')).toEqual(['WHEN', 'WHERE'])
  })
})

test.each([
  ['sel|', ['select ']],
  ['EXPLAIN SEL|', ['SELECT ']],
  ['EXEC SetF|', ['SetFlags ']],
  ['EXEC SetFlags @Mailb|', ['@Mailbox = ']],
  ["SELECT * FROM Inbox WHERE GmailSearch = 'is:un|", ['is:unread']],
  ["SELECT * FROM Inbox WHERE GmailSearch = 'from:a has:att|' AND 1", ['has:attachment']],
  ["SELECT * FROM Inbox WHERE GmailSearch = '-in:sp|", ['in:spam']],
  ["SELECT * FROM Inbox WHERE GmailSearch = 'label:work-|", ['work-atlas']],
  ["SELECT * FROM Messages WHERE Labels = 'Work/|", ["'Work/Atlas'"]],
  ["SELECT * FROM Messages WHERE HAS_LABEL(Labels, 'work/|", ["'Work/Atlas'"]],
  ["SELECT * FROM Messages WHERE Labels IN ('INBOX', 'work/|", ["'Work/Atlas'"]],
  ["SELECT * FROM Messages WHERE Subject = 'Wo|", []],
  ['SELECT * FROM Inbox -- FROM Wo|', []],
  ['SELECT * FROM :b|', [':box']],
  ['SELECT 1 WHERE x > :s|', [':since']],
  ['|', expect.arrayContaining(['SELECT ', 'EXEC '])],
])('%s', (marked, expected) => {
  expect(offered(marked)).toEqual(expected)
})

describe('a command', () => {
  const command = (text: string) =>
    completeCommand(text, text.length, {
      commands: COMMANDS,
      names,
      variables: ['box'],
      connections: () => ['work'],
      queries: () => ['unread'],
    }).items.map(item => item.text)

  test.each([
    ['.mo', ['.mode']],
    ['\\d', ['\\d', '\\df', '\\dt', '\\dv']],
    ['.mode js', ['json', 'jsonl']],
    ['.timing o', ['off', 'on']],
    ['.schema work/', ['Work/Atlas']],
    ['.procedures SetF', ['SetFlags']],
    ['.help .ou', ['.output']],
    ['.unset b', ['box']],
    ['\\c w', ['work']],
    ['.read ./package.js', ['./package.json']],
    ['.read src/she', ['src/shell/']],
    ['.print x', []],
    ['.read /no/such/place/', []],
  ])('%s', (text, expected) => {
    expect(command(text)).toEqual(expected)
  })
})

test('before anything is known, words are offered', () => {
  expect(completeSql('SELECT * fr', 11, NO_NAMES, []).items.map(({ text }) => text)).toEqual(['from'])
})

test('5,000 labels: no key takes 20 ms of processor time', () => {
  const texts = [
    'SELECT * FROM |',
    'SELECT * FROM case 49|',
    'SELECT * FROM pc4|',
    'SELECT * FROM "Projects/Client 1|',
    "SELECT * FROM Inbox WHERE GmailSearch = 'label:case|",
    "SELECT * FROM Messages WHERE Labels = 'zzz|",
    `SELECT ${'Subject, '.repeat(200)} Sub| FROM ${LABELS.slice(0, 100)
      .map(name => `"${name}"`)
      .join()}`,
  ]
  for (const text of texts) offered(text)
  const rounds = 20
  const started = process.cpuUsage()
  for (let i = 0; i < rounds; i++) for (const text of texts) offered(text)
  const { user, system } = process.cpuUsage(started)
  expect((user + system) / 1000 / rounds / texts.length).toBeLessThan(20)
})

test('of very many, some are given and all are counted', () => {
  const { items, total } = completeSql('SELECT * FROM "P', 16, names, [])
  expect(items).toHaveLength(300)
  expect(total).toBe(5000)
})
