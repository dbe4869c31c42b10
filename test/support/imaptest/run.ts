import { WireClient } from '../../gmaild/wire-client.ts'
import { type Argument, parseResponse } from './arguments.ts'
import { matches } from './match.ts'
import { type Expectation, type Group, parseScript, type Script, type ScriptCommand } from './script.ts'
import { Variables } from './variables.ts'

export interface ImapAccount {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
}

export interface ScriptFailure {
  readonly line: number
  readonly command: string
  readonly reasons: readonly string[]
}

export interface ScriptResult {
  /** Capabilities that the server does not announce; with one of these nothing was tried. */
  readonly lacking: readonly string[]
  /** Groups of commands that were answered. */
  readonly groups: number
  readonly failures: readonly ScriptFailure[]
}

const MAILBOX = 'imaptest'

/** Plays a script of imaptest to a server whose account holds nothing yet. `messages`: where APPEND takes its messages from. */
export async function runScript(
  text: string,
  messages: readonly string[],
  account: ImapAccount,
  timeout = 20_000,
): Promise<ScriptResult> {
  const script = parseScript(text)
  const player = new Player(script, messages, account, timeout)
  try {
    return await player.play()
  } finally {
    await player.close()
  }
}

/** What came until a group was answered. */
interface Answers {
  readonly untagged: readonly (readonly Argument[])[]
  readonly tagged: ReadonlyMap<ScriptCommand, readonly Argument[]>
}

class Player {
  readonly #script: Script
  readonly #messages: readonly string[]
  readonly #account: ImapAccount
  readonly #timeout: number
  readonly #clients: WireClient[] = []
  #appended = 0
  #tags = 0
  readonly #variables: Variables

  constructor(script: Script, messages: readonly string[], account: ImapAccount, timeout: number) {
    this.#script = script
    this.#messages = messages
    this.#account = account
    this.#timeout = timeout
    this.#variables = new Variables([
      ['mailbox', MAILBOX],
      ['user', account.user],
      ['password', account.password],
    ])
  }

  async play(): Promise<ScriptResult> {
    const { groups, state } = this.#script
    for (let i = 0; i < this.#script.connections; i++) {
      const client = await WireClient.connect(this.#account)
      this.#clients.push(client)
      if (state !== 'nonauth')
        await this.#must(client, `LOGIN ${this.#account.user} ${this.#account.password}`)
    }
    const lacking = await this.#lackingCapabilities()
    if (lacking.length > 0) return { lacking, groups: 0, failures: [] }
    await this.#prepare()
    const failures: ScriptFailure[] = []
    for (const group of groups) {
      const reasons = await this.#playGroup(group)
      const [{ line, text }] = group.commands as [ScriptCommand]
      if (reasons.length > 0) failures.push({ line, command: text, reasons })
    }
    return { lacking, groups: groups.length, failures }
  }

  async close(): Promise<void> {
    for (const client of this.#clients) await client[Symbol.asyncDispose]()
  }

  async #lackingCapabilities(): Promise<string[]> {
    const { lines } = await this.#must(this.#clients[0]!, 'CAPABILITY')
    const announced = lines.join(' ').toUpperCase().split(' ')
    return this.#script.capabilities.filter(name => !announced.includes(name.toUpperCase()))
  }

  async #prepare(): Promise<void> {
    const { state, messages } = this.#script
    if (state === 'nonauth' || state === 'auth') return
    const [first] = this.#clients as [WireClient]
    await this.#must(first, `CREATE ${MAILBOX}`)
    if (state === 'created') return
    const count = messages === Infinity ? this.#messages.length : messages
    for (let i = 0; i < count; i++) await this.#must(first, this.#append(`APPEND ${MAILBOX}`))
    if (state === 'selected')
      for (const client of this.#clients) await this.#must(client, `SELECT ${MAILBOX}`)
  }

  async #must(client: WireClient, command: string): ReturnType<WireClient['command']> {
    const answer = await this.#inTime(client.command(command))
    if (!answer.tagged.startsWith('OK'))
      throw new Error(`${command.split('\r\n', 1)[0]} was answered ${answer.tagged}`)
    return answer
  }

  #append(command: string): string {
    const message = this.#messages[this.#appended++ % this.#messages.length]!
    return `${command} {${message.length}}\r\n${message}`
  }

  /** Why it is not as the script says. */
  async #playGroup(group: Group): Promise<string[]> {
    try {
      const answers = await this.#inTime(this.#exchange(group))
      return [...this.#judgeUntagged(group, answers), ...this.#judgeTagged(answers)]
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  }

  async #exchange(group: Group): Promise<Answers> {
    const client = this.#clients[group.connection]!
    const waiting = new Map<string, ScriptCommand>()
    const untagged: (readonly Argument[])[] = []
    const tagged = new Map<ScriptCommand, readonly Argument[]>()
    let rest: string[] = []
    const sendNext = (): void => void client.send(rest.shift()!)
    for (const command of group.commands) {
      const tag = `s${++this.#tags}`
      this.#variables.set('tag', tag)
      waiting.set(tag, command)
      rest = `${tag} ${this.#textOf(command)}\r\n`.split(/(?<=\{\d+\}\r\n)/)
      sendNext()
    }
    while (waiting.size > 0) {
      const response = await client.response()
      const [tag = '', ...words] = response.split(' ')
      const octets = response.slice(tag.length + 1)
      const command = waiting.get(tag)
      if (tag === '+' && rest.length > 0) sendNext()
      else if (tag === '*') untagged.push(parseResponse(octets))
      else if (command === undefined) throw new Error(`unexpected response ${response}`)
      else {
        waiting.delete(tag)
        tagged.set(command, parseResponse(words.join(' ')))
      }
    }
    return { untagged, tagged }
  }

  /** `append` alone, and one without a literal, take the next message. */
  #textOf({ text }: ScriptCommand): string {
    const expanded = this.#variables.expand(text)
    if (!/^append(?: |$)/i.test(expanded) || /\{\d+\}/.test(expanded)) return expanded
    return this.#append(/^append$/i.test(expanded) ? `APPEND ${MAILBOX}` : expanded)
  }

  #judgeUntagged(group: Group, { untagged }: Answers): string[] {
    const left = new Set(group.expectations)
    const reasons: string[] = []
    const numbers = new SequenceNumbers(this.#variables)
    for (const response of untagged) {
      const met = this.#meet(response, left, group.isOrdered)
      for (const { kind, text } of met) if (kind === '!') reasons.push(`has what must not come: ${text}`)
      if (met.length === 0 && !this.#script.mayHaveMore) reasons.push(`unexpected: ${format(response)}`)
      numbers.follow(response)
    }
    numbers.forget()
    for (const { kind, text } of left) if (kind === '*') reasons.push(`missing: ${text}`)
    if (reasons.length > 0) reasons.push(`the server said: ${untagged.map(format).join(' | ').slice(0, 600)}`)
    return reasons
  }

  /** A response may be what several lines describe; in order it is what the first of them describes. */
  #meet(response: readonly Argument[], left: Set<Expectation>, isOrdered: boolean): Expectation[] {
    const isStatus = /^(?:ok|no|bad|bye)$/i.test(response[0]?.kind === 'atom' ? response[0].text : '')
    const met: Expectation[] = []
    for (const expectation of left) {
      const trial = this.#variables.copy()
      if (matches(expectation.pattern, response, trial, isStatus)) {
        this.#variables.take(trial)
        left.delete(expectation)
        met.push(expectation)
        if (isOrdered) break
      } else if (isOrdered && expectation.kind === '*') break
    }
    return met
  }

  #judgeTagged({ tagged }: Answers): string[] {
    return [...tagged].flatMap(([{ reply }, response]) => {
      const isAsTold = matches(reply!, response, this.#variables, true)
      return isAsTold ? [] : [`answered ${format(response)} instead of ${format(reply!)}`]
    })
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${this.#timeout} ms`)), this.#timeout)
    })
    try {
      return await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
    }
  }
}

/** `$1` is the message that was number 1 when the command was sent, whatever was expunged since. */
class SequenceNumbers {
  readonly #variables: Variables
  readonly #now = Array.from({ length: 100 }, (_, index) => index + 1)

  constructor(variables: Variables) {
    this.#variables = variables
    this.#tell()
  }

  follow([number, word]: readonly Argument[]): void {
    if (word?.kind !== 'atom' || word.text.toUpperCase() !== 'EXPUNGE' || number?.kind !== 'atom') return
    const gone = Number(number.text)
    for (const [index, now] of this.#now.entries()) {
      if (now === gone) this.#now[index] = 0
      else if (now > gone) this.#now[index]!--
    }
    this.#tell()
  }

  forget(): void {
    for (const index of this.#now.keys()) this.#variables.delete(`${index + 1}`)
  }

  #tell(): void {
    for (const [index, now] of this.#now.entries()) this.#variables.set(`${index + 1}`, `${now}`)
  }
}

function format(items: readonly Argument[]): string {
  const one = (item: Argument): string => {
    if (item.kind === 'list') return `(${format(item.items)})`
    if (item.kind === 'nil') return 'NIL'
    return item.kind === 'atom' ? item.text : JSON.stringify(item.text)
  }
  return items.map(one).join(' ')
}
