import type { Random } from '../../../src/gmaild/demo/random.ts'
import type { GmaildCommand, Interception } from '../../../src/gmaild/index.ts'

type Make = (command: GmaildCommand, random: Random) => Interception

interface Fault {
  /** Of a thousand commands. */
  readonly rate: number
  readonly make: Make
  readonly names?: RegExp
}

const OVERQUOTA = 'NO [OVERQUOTA] Account exceeded command or bandwidth limits.'

/** What a network and Gmail do to a client at times. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'the connection goes before the command is carried out': { rate: 5, make: () => 'drop' },
  'the connection goes after some octets of the answer': {
    rate: 5,
    make: (_, random) => ({ dropAfter: random.int(0, 3_000) }),
  },
  'BYE in place of an answer': {
    rate: 3,
    make: () => ({ lines: ['* BYE Session expired, please login again.'], drop: true }),
  },
  'an answer comes late': { rate: 20, make: (_, random) => ({ delay: random.int(50, 800) }) },
  'no answer, and the connection stays': { rate: 0.3, make: () => ({ silence: true }) },
  'OVERQUOTA in place of an answer': { rate: 1, make: ({ tag }) => ({ lines: [`${tag} ${OVERQUOTA}`] }) },
  'THROTTLED behind an answer': { rate: 1, make: () => ({ tagged: 'OK Success [THROTTLED]' }) },
  'a temporary error': {
    rate: 2,
    make: ({ tag }) => ({ lines: [`${tag} NO [UNAVAILABLE] Temporary System Error (Failure)`] }),
  },
  'some messages cannot be fetched': {
    rate: 10,
    names: /^(?:UID )?FETCH$/,
    make: (_, random) => ({
      rows: random.int(0, 20),
      tagged: 'NO Some messages could not be FETCHed (Failure)',
    }),
  },
  'too many connections': {
    rate: 10,
    names: /^(?:LOGIN|AUTHENTICATE)$/,
    make: ({ tag }) => ({ lines: [`${tag} NO [ALERT] Too many simultaneous connections. (Failure)`] }),
  },
}

/** At most one for a command. */
export function drawFault(
  command: GmaildCommand,
  random: Random,
): { name: string; interception: Interception } | undefined {
  let left = random.next() * 1_000
  for (const [name, { rate, make, names }] of Object.entries(FAULTS)) {
    if (names !== undefined && !names.test(command.name)) continue
    left -= rate
    if (left < 0) return { name, interception: make(command, random) }
  }
  return undefined
}
