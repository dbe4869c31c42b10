import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSettings } from '../../src/oauth/settings/open-settings.ts'
import type { SettingsStore, StoredGrant } from '../../src/oauth/types.ts'
import { Secret } from '../../src/util/secret.ts'
import { NthCall, systemError, withFsFault, withSqliteFault } from '../support/nth-call.ts'
import { census, DURATIONS, outcomeOf, type Sample, tell } from './loop.ts'
import { type Row, Tally } from './tally.ts'

interface Kind {
  readonly surface: string
  readonly inject: typeof withFsFault
  readonly codes: readonly string[]
}

const FILE_CALLS: Kind = {
  surface: 'settings store, at each file-system call',
  inject: withFsFault,
  codes: ['EIO', 'ENOSPC', 'EACCES'],
}

const DATABASE_CALLS: Kind = {
  surface: 'settings store, at each SQLite call',
  inject: withSqliteFault,
  codes: ['SQLITE_IOERR_WRITE', 'SQLITE_FULL', 'SQLITE_CANTOPEN'],
}

/** What is done while a call fails, to a file in a state, and what must be there afterwards. */
interface Scenario {
  readonly name: string
  prepare(path: string): Promise<void>
  /** @returns rows that are right where they are `right` */
  act(path: string): Promise<readonly Row[]>
  readonly right: readonly Row[]
  /** What a later process finds may be any of these, but for a scenario that was done: the last. */
  readonly found: readonly (readonly Row[])[]
  /** What is wrong in the directory all the same. */
  readonly complaint?: (directory: string) => string | undefined
}

const OLD: Row = ['me@example.com', 'client-1', 'old']
const NEW: Row = ['me@example.com', 'client-1', 'new']
const saved = (...rows: Row[]) => ({ act: save('new'), right: [['saved']], found: rows.map(row => [row]) })

const SCENARIOS: readonly Scenario[] = [
  { name: 'a save', prepare: async path => void (await save('old')(path)), ...saved(OLD, NEW) },
  { name: 'a first save', prepare: async () => {}, ...saved(NEW), found: [[], [NEW]] },
  {
    name: 'a read',
    prepare: async path => void (await save('old')(path)),
    act: read,
    right: [OLD],
    found: [[OLD]],
  },
  {
    name: 'the replacing of a damaged file',
    prepare: async path => writeFileSync(path, 'precious', { mode: 0o600 }),
    act: read,
    right: [],
    found: [[]],
    complaint: directory =>
      readdirSync(directory).some(name => readFileSync(join(directory, name), 'latin1') === 'precious')
        ? undefined
        : 'the damaged file is gone',
  },
]

function save(token: string): (path: string) => Promise<readonly Row[]> {
  return async path => {
    await (await open(path)).save(grant(token))
    return [['saved']]
  }
}

async function read(path: string): Promise<readonly Row[]> {
  const grants = await (await open(path)).list()
  return grants.map(({ user, client, refreshToken }) => [user, client, refreshToken?.reveal()])
}

/** No keychain: the key is in a file, which is one more that can fail. */
function open(location: string): Promise<SettingsStore> {
  return openSettings({ location, env: {}, onNotice: () => {} }, { keychain: null })
}

function grant(token: string): StoredGrant {
  return {
    user: 'me@example.com',
    client: 'client-1',
    accessToken: null,
    refreshToken: new Secret(token),
    expiresAt: null,
    obtainedAt: null,
    scope: null,
    seedAccessTokenHash: null,
    seedRefreshTokenHash: null,
    kept: {},
    consentedAt: null,
    usedAt: 1,
  }
}

export const trySettingsCalls = (sample: Sample): Promise<Tally> => tryCalls(FILE_CALLS, sample)
export const trySqliteCalls = (sample: Sample): Promise<Tally> => tryCalls(DATABASE_CALLS, sample)

/** For n = 1, 2, 3 … until the work gets through without meeting the fault: each call of each scenario. */
async function tryCalls(kind: Kind, sample: Sample): Promise<Tally> {
  const tally = new Tally(kind.surface)
  for (const scenario of SCENARIOS) {
    for (const [isLasting, duration] of DURATIONS) {
      for (const code of sample === 'all' ? kind.codes : kind.codes.slice(0, 1)) {
        const about = `${code}, ${duration}, in ${scenario.name}`
        const calls = await untilUnharmed(sample, n =>
          round(tally, { kind, scenario, n, isLasting, code, about }),
        )
        tally.total += calls * (sample === 'all' ? 1 : kind.codes.length)
      }
    }
  }
  return tally
}

/** A sample skips some of the calls. @returns how many there are */
async function untilUnharmed(sample: Sample, one: (n: number) => Promise<NthCall>): Promise<number> {
  const step = sample === 'all' ? 1 : 11
  for (let n = sample === 'all' ? 1 : 1 + (sample.seed % step); n < 1000; n += step) {
    const fault = await one(n)
    if (fault.calls < n) return fault.calls
  }
  throw new Error('the fault is met for ever')
}

interface Round {
  readonly kind: Kind
  readonly scenario: Scenario
  readonly n: number
  readonly isLasting: boolean
  readonly code: string
  readonly about: string
}

async function round(tally: Tally, { kind, scenario, n, isLasting, code, about }: Round): Promise<NthCall> {
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'gmailsql-faults-'))
  const path = join(directory, 's.db')
  const fault = new NthCall(n, isLasting, systemError(code))
  const told = `call ${n}: ${about}`
  try {
    await scenario.prepare(path)
    const before = census()
    tally.tried++
    const outcome = await kind.inject(fault, () => outcomeOf(scenario.act(path)))
    if (!tell(tally, told, outcome, scenario.right)) throw new Error(`hangs: ${told}`)
    if (census() !== before) tally.fail('leak', `${told}: ${before} before, ${census()} after`)
    const complaint = scenario.complaint?.(directory)
    if (complaint !== undefined) tally.fail('lost', `${told}: ${complaint}`)
    const isDone = !('error' in (outcome as object))
    const allowed = isDone ? scenario.found.slice(-1) : scenario.found
    const later = await outcomeOf(read(path))
    const rows = allowed.find(one => JSON.stringify(one) === JSON.stringify(later)) ?? allowed.at(-1)!
    tell(tally, `${told}, read later`, later, rows, false)
    await save('new')(path)
    tell(tally, `${told}, saved later`, await outcomeOf(read(path)), [NEW], false)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  return fault
}
