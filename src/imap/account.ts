import { type Clock, systemClock } from '../util/clock.ts'
import { Governor } from './governor.ts'
import { Slots } from './slots.ts'
import { Traffic } from './traffic.ts'

/** What all connections of this process to one account share. */
export interface Account {
  readonly clock: Clock
  readonly governor: Governor
  readonly slots: Slots
  readonly traffic: Traffic
}

const accounts = new Map<string, Account>()

export function createAccount(clock: Clock = systemClock): Account {
  return { clock, governor: new Governor(clock), slots: new Slots(clock), traffic: new Traffic() }
}

/** The account of this user on this server, the same object at each call. */
export function accountOf({ host, port, user }: { host: string; port: number; user: string }): Account {
  const key = JSON.stringify([host.toLowerCase(), port, user.toLowerCase()])
  const known = accounts.get(key)
  if (known !== undefined) return known
  const account = createAccount()
  accounts.set(key, account)
  return account
}
