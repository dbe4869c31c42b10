import { createInterface } from 'node:readline/promises'
import { type ConnectOptions, escapeForTerminal } from './door.ts'
import type { Typed } from './edit/terminal-input.ts'
import type { ShellIo } from './io.ts'
import { noticeText } from './report.ts'

/** Who has the terminal now: the prompt, once there is one. */
export interface LineSource {
  read?: (prompt: string, signal: AbortSignal) => Promise<Typed>
  /** Gives the terminal to another program until the action ends. */
  suspend?: <T>(action: () => Promise<T>) => Promise<T>
  /** What the next statement begins with, for the user to go on with. */
  prefill?: (text: string) => void
}

const PASTE = 'If the browser runs on another machine, paste the address it ends at: '

/** How the shell lets its user authorise: before the first statement that needs mail, by browser or by paste. */
export function authorization(io: ShellIo, lines: LineSource): ConnectOptions {
  const say = (text: string) => void io.stderr.write(text)
  const ask = async (signal: AbortSignal, refusal: Error | null) => {
    if (refusal) say(`${escapeForTerminal(refusal.message)}\n`)
    const typed = await (lines.read?.(PASTE, signal) ?? askLine(io, PASTE, signal))
    if (typeof typed === 'string') return typed
    throw new Error('nothing was pasted')
  }
  return {
    deferAuthorization: true,
    onNotice: notice => say(noticeText(notice)),
    onAuthorizationUrl: url => say(`To authorise gmailsql, open this URL in a browser:\n${url}\n`),
    readCallback: io.isTTY.stdin ? ask : undefined,
  }
}

/** A line of standard input, where there is no prompt. @throws AbortError */
export async function askLine(io: ShellIo, prompt: string, signal: AbortSignal): Promise<string> {
  const reader = createInterface({ input: io.stdin, output: io.stderr, terminal: false })
  try {
    return await reader.question(prompt, { signal })
  } finally {
    reader.close()
  }
}
