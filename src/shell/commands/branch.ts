import type { CommandContext, ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'
import { withVariables } from '../variables.ts'

const WORDS: readonly (readonly [word: string, means: boolean])[] = [
  ...(['true', 'yes', 'on', '1'] as const).map(word => [word, true] as const),
  ...(['false', 'no', 'off', '0'] as const).map(word => [word, false] as const),
]
const EXPRESSIONS = ['true', 'false']

const branchIf: ShellCommand = {
  name: '.if',
  aliases: ['\\if'],
  group: 'Scripts',
  usage: '.if EXPRESSION',
  help: `run what follows, up to .elif, .else or .endif, only where EXPRESSION is true
It is true, false, yes, no, on, off, 1 or 0, or a variable that holds one of these, such as \\gset makes of a SELECT: .if :is_new
:{?NAME} is whether the variable NAME is set. What is skipped is read all the same. It may stand inside of another one, and each file
has its own. At the prompt @ shows that what you type is skipped, and Ctrl-C leaves the innermost .if.`,
  argument: EXPRESSIONS,
  async run(context, argument) {
    context.session.branches.begin(() => isTrue(context, argument))
  },
}

const branchElif: ShellCommand = {
  name: '.elif',
  aliases: ['\\elif'],
  group: 'Scripts',
  usage: '.elif EXPRESSION',
  help: 'run what follows where nothing of this .if ran so far and EXPRESSION is true',
  argument: EXPRESSIONS,
  async run(context, argument) {
    context.session.branches.elseIf(context.spelling, () => isTrue(context, argument))
  },
}

const branchElse: ShellCommand = {
  name: '.else',
  aliases: ['\\else'],
  group: 'Scripts',
  usage: '.else',
  help: 'run what follows where nothing of this .if ran so far',
  async run({ session, spelling }) {
    session.branches.otherwise(spelling)
  },
}

const branchEndif: ShellCommand = {
  name: '.endif',
  aliases: ['\\endif'],
  group: 'Scripts',
  usage: '.endif',
  help: 'end the innermost .if',
  async run({ session, spelling }) {
    session.branches.end(spelling)
  },
}

export const BRANCH_COMMANDS: readonly ShellCommand[] = [branchIf, branchElif, branchElse, branchEndif]

/** psql's booleans: a word may be cut short as long as it stays one of them. */
function isTrue({ session, spelling }: CommandContext, argument: string): boolean {
  const text = withVariables(argument, session.variables)
  const typed = text.trim().toLowerCase()
  const found = WORDS.filter(([word]) => typed !== '' && word.startsWith(typed))
  // "o" is both on and off.
  if (found.length === 1) return found[0]![1]
  throw new GmailSqlError('BAD_VALUE', `${spelling} takes true or false, not "${text}"`, {
    hint: 'Compare in a statement: SELECT COUNT(*) > 9 AS many FROM Inbox \\gset makes :many of it. :{?NAME} is whether NAME is set.',
  })
}
