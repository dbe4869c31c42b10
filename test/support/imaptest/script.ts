import { type Argument, parseResponse } from './arguments.ts'

export type StartState = 'nonauth' | 'auth' | 'created' | 'appended' | 'selected'

export interface Expectation {
  readonly line: number
  /** `*` must come, `!` must not, `?` may. */
  readonly kind: '*' | '!' | '?'
  readonly text: string
  readonly pattern: readonly Argument[]
}

export interface ScriptCommand {
  readonly line: number
  readonly tag: string
  readonly text: string
  /** What the tagged response begins with. Empty: anything. */
  reply: readonly Argument[] | undefined
}

/** Commands that are sent together, and what is expected until the last of them is answered. */
export interface Group {
  /** From 0. */
  readonly connection: number
  readonly commands: ScriptCommand[]
  readonly expectations: Expectation[]
  isOrdered: boolean
}

/** A file of imaptest: https://www.imapwiki.org/ImapTest/ScriptedTests describes the format. */
export interface Script {
  readonly capabilities: readonly string[]
  readonly connections: number
  readonly state: StartState
  /** How many messages are appended first; Infinity: each of the mailbox once. */
  readonly messages: number
  readonly mayHaveMore: boolean
  readonly groups: readonly Group[]
}

interface Line {
  readonly number: number
  readonly text: string
}

const REPLY = /^(?:(tag\d+) )?(ok|no|bad|"")(?: (.*))?$/is
const STATES: readonly string[] = ['nonauth', 'auth', 'created', 'appended', 'selected']

/** Throws for what the format does not know, naming the line. `octets`: latin1. */
export function parseScript(octets: string): Script {
  const lines = logicalLines(octets)
  const blank = octets.split('\n').indexOf('') + 1
  const headers = new Map(lines.filter(({ number }) => number < blank).map(readHeader))
  const connections = Number(headers.get('connections') ?? 1)
  const groups: Group[] = []
  for (const line of lines.filter(({ number }) => number > blank)) readLine(line, connections, groups)
  for (const { commands } of groups)
    for (const { line, reply } of commands)
      if (reply === undefined) throw new Error(`line ${line}: no reply is told`)
  const messages = headers.get('messages') ?? '0'
  return {
    capabilities: headers.get('capabilities')?.split(' ') ?? [],
    connections,
    state: (headers.get('state') ?? 'selected') as StartState,
    messages: messages === 'all' ? Infinity : Number(messages),
    mayHaveMore: headers.get('ignore_extra_untagged') !== 'no',
    groups,
  }
}

const HEADERS = ['capabilities', 'connections', 'state', 'messages', 'ignore_extra_untagged']

function readHeader({ number, text }: Line): [string, string] {
  const [, name = '', value = ''] = /^(\w+) *: *(.*)$/.exec(text) ?? []
  if (!HEADERS.includes(name) || (name === 'state' && !STATES.includes(value)))
    throw new Error(`line ${number}: unknown header ${JSON.stringify(text)}`)
  return [name, value]
}

/** Without comments and blank lines; `{{{` with what follows until `}}}` is a literal, its lines joined by CRLF, after `~` by LF. */
function logicalLines(octets: string): Line[] {
  const lines = octets.replace(/\n$/, '').split('\n')
  const found: Line[] = []
  for (let at = 0; at < lines.length; at++) {
    const number = at + 1
    let text = lines[at]!
    if (text === '' || text.startsWith('#')) continue
    while (text.endsWith('{{{')) {
      const isBinary = text.endsWith('~{{{')
      const end = lines.findIndex((line, index) => index > at && line.startsWith('}}}'))
      if (end < 0) throw new Error(`line ${number}: no }}}`)
      const body = lines.slice(at + 1, end).join(isBinary ? '\n' : '\r\n')
      text = `${text.slice(0, -3)}{${body.length}}\r\n${body}${lines[end]!.slice(3)}`
      at = end
    }
    found.push({ number, text })
  }
  return found
}

function readLine({ number, text }: Line, connections: number, groups: Group[]): void {
  const group = groups.at(-1)
  const untagged = /^([*!?]) (.*)$/s.exec(text)
  if (text === '!ordered' || untagged !== null) {
    if (group === undefined) throw new Error(`line ${number}: comes before a command`)
    if (untagged === null) group.isOrdered = true
    else group.expectations.push(expectation(number, untagged[1] as '*', untagged[2]!))
    return
  }
  if (text.startsWith('!')) throw new Error(`line ${number}: unknown instruction ${JSON.stringify(text)}`)
  const [, index, rest = ''] = connections > 1 ? (/^(\d+) (.*)$/s.exec(text) ?? []) : [text, '1', text]
  const connection = Number(index) - 1
  if (!(connection >= 0 && connection < connections)) throw new Error(`line ${number}: no such connection`)
  if (group === undefined || !takeReply(group, rest)) startCommand(groups, { number, text: rest }, connection)
}

function expectation(line: number, kind: Expectation['kind'], text: string): Expectation {
  return { line, kind, text, pattern: parseResponse(text) }
}

/** `ok [read-only]`, or `tag1 ok`, below a command that was written without its reply. */
function takeReply(group: Group, text: string): boolean {
  const [, tag = '', status, more] = REPLY.exec(text) ?? []
  if (status === undefined) return false
  const command = group.commands.find(each => each.tag === tag && each.reply === undefined)
  if (command === undefined) return false
  command.reply = replyPattern(status, more)
  return true
}

function startCommand(groups: Group[], { number, text }: Line, connection: number): void {
  const [, , status, inline] = REPLY.exec(text) ?? []
  const [, tag = '', tagged] = /^(tag\d+) (.*)$/s.exec(text) ?? []
  const command: ScriptCommand =
    status !== undefined && inline !== undefined
      ? { line: number, tag: '', text: inline, reply: replyPattern(status, undefined) }
      : { line: number, tag, text: tagged ?? text, reply: undefined }
  const group = groups.at(-1)
  const isPipelined = group?.commands.some(({ reply }) => reply === undefined) === true
  if (!isPipelined) groups.push({ connection, commands: [command], expectations: [], isOrdered: false })
  else if (tag === '' || group.connection !== connection)
    throw new Error(`line ${number}: a reply is missing before it`)
  else group.commands.push(command)
}

function replyPattern(status: string, more: string | undefined): Argument[] {
  if (status === '""') return []
  return parseResponse(more === undefined ? status : `${status} ${more}`)
}
