import { GmailSqlError } from '../../util/errors.ts'
import type { Account } from '../store/account.ts'
import type { Message, OctetSource } from '../store/message.ts'
import { compose } from './compose.ts'
import { randomConversation } from './conversations.ts'
import { OctetCache } from './octet-cache.ts'
import { planOddities } from './oddities.ts'
import type { MailPlan } from './plan.ts'
import { Random } from './random.ts'
import { mePerson, planThread } from './thread.ts'

/** The demo's three years end here, whenever it is run. */
export const DEMO_END = Date.UTC(2026, 10, 20, 17)
const DEMO_START = Date.UTC(2023, 10, 21, 6)
const LARGEST = 1_000_000

/** Fills an empty account with `count` messages, the same ones on every run. Octets are made when they are read. */
export function fillDemoMailbox(account: Account, count: number, user: string): void {
  if (!Number.isInteger(count) || count < 0 || count > LARGEST) {
    throw new GmailSqlError('BAD_VALUE', `A demo mailbox cannot have ${count} messages.`, {
      hint: `Use a whole number from 0 to ${LARGEST}.`,
    })
  }
  const random = new Random(20_261_120)
  const cache = new OctetCache(8 * 1024 * 1024)
  const threads = new Map<number, bigint>()
  for (const plan of planMailbox(count, user)) addPlanned(account, plan, { random, cache, threads })
}

/** Plans in the order of arrival, so that UIDs are not in the order of dates where mail was imported. */
export function planMailbox(count: number, user: string): MailPlan[] {
  if (count === 0) return []
  const me = mePerson(user)
  const random = new Random(20_231_121)
  const plans = planOddities(me, DEMO_END)
  for (let number = 1; plans.length < count; number++) {
    const frame = {
      number,
      start: DEMO_START + Math.floor(random.next() * (DEMO_END - DEMO_START)),
      end: DEMO_END,
      me,
    }
    plans.push(...planThread(randomConversation(random), frame, random))
  }
  plans.length = count
  return plans
    .map((plan, i) => (i % 61 === 60 ? imported(plan) : plan))
    .sort((a, b) => arrival(a) - arrival(b))
}

const IMPORT_DAY = Date.UTC(2025, 2, 3, 9)

function imported(plan: MailPlan): MailPlan {
  return plan.time < IMPORT_DAY && plan.references.length === 0 ? { ...plan, arrival: IMPORT_DAY } : plan
}

const arrival = (plan: MailPlan): number => plan.arrival ?? plan.time

interface Filling {
  readonly random: Random
  readonly cache: OctetCache
  /** The first message's id of each thread. */
  readonly threads: Map<number, bigint>
}

function addPlanned(account: Account, plan: MailPlan, filling: Filling): void {
  const { random, cache, threads } = filling
  // Whole seconds: INTERNALDATE has no more.
  const internalDate = Math.floor(plan.time / 1000) * 1000 + 2000
  const id = (BigInt(internalDate + random.int(0, 900)) << 20n) | BigInt(random.int(0, 0xfffff))
  const threadId = threads.get(plan.thread) ?? id
  threads.set(plan.thread, threadId)
  const source: OctetSource = { octets: () => cache.get(plan, () => compose(plan)) }
  for (const label of plan.labels) if (!label.startsWith('\\')) account.ensureLabel(label)
  const labels = plan.place === 'mail' ? plan.labels : []
  const flags = plan.labels.includes('\\Starred') ? [...plan.flags, '\\Flagged'] : plan.flags
  const message = account.add({ id, threadId, internalDate, flags, labels, place: plan.place, source })
  if (random.chance(0.06)) skipUids(account, message, random.int(1, 3))
}

/** Gaps, as expunged mail leaves them: a UID is not a sequence number. */
function skipUids(account: Account, message: Message, gap: number): void {
  for (const mailbox of account.mailboxesOf(message)) mailbox.uidNext += gap
}
