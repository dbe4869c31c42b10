import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { runScript } from '../support/imaptest/run.ts'
import { parseScript } from '../support/imaptest/script.ts'

/** Answers each command of the script with its lines; the tagged one is `OK done` unless they have one. Without lines it hangs up. */
async function serve(answers: readonly (readonly string[])[]): Promise<number> {
  const rest = [...answers]
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.write('* OK ready\r\n')
    createInterface(socket).on('line', line => {
      const [tag = '', command = ''] = line.split(' ')
      const lines = { LOGIN: [], CAPABILITY: ['* CAPABILITY IMAP4rev1'] }[command] ?? rest.shift()
      if (lines === undefined) return void socket.destroy()
      const isTagged = lines.some(each => each.startsWith('TAG ') || each === 'SILENCE')
      for (const each of isTagged ? lines : [...lines, 'TAG OK done'])
        if (each !== 'SILENCE') socket.write(`${each.replace('TAG', tag)}\r\n`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function reasons(script: string, answers: readonly (readonly string[])[]): Promise<string> {
  const port = await serve(answers)
  const account = { host: '127.0.0.1', port, user: 'anna', password: 'x' }
  const { failures } = await runScript(`state: auth\n${script}`, ['Subject: x\r\n\r\n'], account, 300)
  return failures.flatMap(failure => failure.reasons).join('; ')
}

interface Case {
  readonly wrong: string
  readonly script: string
  readonly good: readonly (readonly string[])[]
  readonly bad: readonly (readonly string[])[]
  readonly reason: string
}

const FETCH =
  '\nok fetch 1:2 (uid flags)\n* 1 fetch (uid $uid1 flags (\\seen))\n* 2 fetch (uid $uid2 flags ())\n'
const ROWS = ['* 2 FETCH (FLAGS () UID 8)', '* 1 FETCH (FLAGS (\\Recent \\Seen) UID 7)']
const SEARCH = '\nok search all\n* search 1 2\n'
const LIST = '\nok list "" %\n* list ($!unordered $!ban=\\noselect \\haschildren) $sep a\n'

const CASES: readonly Case[] = [
  {
    wrong: 'a response does not come',
    script: FETCH,
    good: [ROWS],
    bad: [ROWS.slice(1)],
    reason: 'missing: 2 fetch (uid $uid2 flags ())',
  },
  {
    wrong: 'a flag is not there',
    script: FETCH,
    good: [ROWS],
    bad: [[ROWS[0]!, '* 1 FETCH (UID 7 FLAGS ())']],
    reason: 'missing: 1 fetch',
  },
  {
    wrong: 'a flag is there that should not be',
    script: FETCH,
    good: [ROWS],
    bad: [[ROWS[1]!, '* 2 FETCH (UID 8 FLAGS (\\Draft))']],
    reason: 'missing: 2 fetch',
  },
  {
    wrong: 'an item is not there',
    script: FETCH,
    good: [ROWS],
    bad: [[ROWS[1]!, '* 2 FETCH (FLAGS ())']],
    reason: 'missing: 2 fetch',
  },
  {
    wrong: 'a variable has another value than before',
    script: `${FETCH}ok uid fetch $uid2 uid\n* $ fetch (uid $uid2)\n`,
    good: [ROWS, ['* 2 FETCH (UID 8)']],
    bad: [ROWS, ['* 2 FETCH (UID 7)']],
    reason: 'missing: $ fetch (uid $uid2)',
  },
  {
    wrong: 'numbers are in another order',
    script: SEARCH,
    good: [['* SEARCH 1 2']],
    bad: [['* SEARCH 2 1']],
    reason: 'missing: search 1 2',
  },
  {
    wrong: 'there is a number more',
    script: SEARCH,
    good: [['* SEARCH 1 2']],
    bad: [['* SEARCH 1 2 3']],
    reason: 'missing: search 1 2',
  },
  {
    wrong: 'an attribute is banned',
    script: LIST,
    good: [['* LIST (\\Other \\HasChildren) "/" a']],
    bad: [['* LIST (\\HasChildren \\Noselect) "/" a']],
    reason: 'missing: list',
  },
  {
    wrong: 'a list that may have no more has more',
    script: '\nok list "" %\n* list ($!unordered $!noextra $!ignore=\\marked \\haschildren) "/" a\n',
    good: [['* LIST (\\Marked \\HasChildren) "/" a']],
    bad: [['* LIST (\\HasChildren \\Other) "/" a']],
    reason: 'missing: list',
  },
  {
    wrong: 'a list that has an order is in another one',
    script: '\nok list "" %\n* list ($!ordered \\a \\b) "/" a\n',
    good: [['* LIST (\\A \\B) "/" a']],
    bad: [['* LIST (\\B \\A) "/" a']],
    reason: 'missing: list',
  },
  {
    wrong: 'a response comes that must not',
    script: '\nok noop\n! 2 expunge\n',
    good: [['* 1 EXPUNGE']],
    bad: [['* 2 EXPUNGE']],
    reason: 'has what must not come: 2 expunge',
  },
  {
    wrong: 'a response is not expected where all are told',
    script: 'ignore_extra_untagged: no\n\nok noop\n* 1 exists\n? 1 recent\n',
    good: [['* 1 RECENT', '* 1 EXISTS']],
    bad: [['* 1 EXISTS', '* 2 RECENT']],
    reason: 'unexpected: 2 RECENT',
  },
  {
    wrong: 'responses are in another order',
    script: '\nok noop\n!ordered\n* 1 expunge\n* 3 exists\n',
    good: [['* 1 EXPUNGE', '* 3 EXISTS']],
    bad: [['* 3 EXISTS', '* 1 EXPUNGE']],
    reason: 'missing: 3 exists',
  },
  {
    wrong: 'a number does not follow what was expunged before it',
    script: '\nok noop\n* $1 expunge\n* $3 fetch (flags ())\n',
    good: [['* 1 EXPUNGE', '* 2 FETCH (FLAGS ())']],
    bad: [['* 1 EXPUNGE', '* 3 FETCH (FLAGS ())']],
    reason: 'missing: $3 fetch (flags ())',
  },
  {
    wrong: 'the literal has other octets',
    script: '\nok fetch 1 body[text]\n* 1 fetch (body[text] {{{\na\n\n}}})\n',
    good: [['* 1 FETCH (BODY[TEXT] {3}\r\na\r\n)']],
    bad: [['* 1 FETCH (BODY[TEXT] {3}\r\na\n\n)']],
    reason: 'missing: 1 fetch',
  },
  {
    wrong: 'NIL is the text NIL',
    script: '\nok fetch 1 envelope\n* 1 fetch (envelope (NIL "b"))\n',
    good: [['* 1 FETCH (ENVELOPE (NIL "b"))']],
    bad: [['* 1 FETCH (ENVELOPE ("NIL" "b"))']],
    reason: 'missing: 1 fetch',
  },
  {
    wrong: 'a bracket is not closed',
    script: '\nok fetch 1 flags\n* 1 fetch (flags ())\n',
    good: [['* 1 FETCH (FLAGS ())']],
    bad: [['* 1 FETCH (FLAGS ()']],
    reason: 'no response at octet 17',
  },
  {
    wrong: 'the command is refused',
    script: '\nok noop\nbad noop x\n',
    good: [[], ['TAG BAD no']],
    bad: [['TAG NO no'], ['TAG BAD no']],
    reason: 'answered NO no instead of ok',
  },
  {
    wrong: 'the response code is another one',
    script: '\nselect a\n* 1 exists\nok [read-write]\n',
    good: [['* 1 EXISTS', 'TAG OK [READ-WRITE] done']],
    bad: [['* 1 EXISTS', 'TAG OK [READ-ONLY] done']],
    reason: 'answered OK [READ-ONLY] done instead of ok [read-write]',
  },
  {
    wrong: 'one of the commands sent together is not answered',
    script: '\ntag1 noop\ntag2 noop\ntag1 ok\ntag2 ok\n',
    good: [[], []],
    bad: [[], ['SILENCE']],
    reason: 'no answer in 300 ms',
  },
  {
    wrong: 'the server hangs up',
    script: '\nok noop\n',
    good: [[]],
    bad: [],
    reason: 'connection closed',
  },
]

test.each(CASES)('a server is refused when $wrong', async ({ script, good, bad, reason }) => {
  expect(await reasons(script, good)).toBe('')
  expect(await reasons(script, bad)).toContain(reason)
})

test.each([
  ['state: dancing\n\nok noop\n', 'line 1: unknown header'],
  ['state: auth\n\n* 1 exists\n', 'line 3: comes before a command'],
  ['state: auth\n\nnoop\n', 'line 3: no reply is told'],
  ['state: auth\n\nok noop\n!dance\n', 'line 4: unknown instruction'],
  ['connections: 2\n\n3 ok noop\n', 'line 3: no such connection'],
  ['state: auth\n\ntag1 noop\nnoop\n', 'line 4: a reply is missing before it'],
  ['state: auth\n\nok fetch 1 body[]\n* 1 fetch (body[] {{{\na\n', 'line 4: no }}}'],
])('a script that is none is refused: %j', (script, message) => {
  expect(() => parseScript(script)).toThrow(message)
})

test('a server that does not announce what a script is about is not asked', async () => {
  const port = await serve([])
  const account = { host: '127.0.0.1', port, user: 'anna', password: 'x' }
  const result = await runScript('state: auth\ncapabilities: IMAP4rev1 MOVE\n\nok noop\n', [], account, 300)
  expect(result).toEqual({ lacking: ['MOVE'], groups: 0, failures: [] })
})
