import { Governor } from './governor.ts'

/** What all connections of this process to one account share. */
export interface Account {
  readonly governor: Governor
}

const accounts = new Map<string, Account>()

/** The account of this user on this server, the same object at each call. */
export function accountOf({ host, port, user }: { host: string; port: number; user: string }): Account {
  const key = JSON.stringify([host.toLowerCase(), port, user.toLowerCase()])
  const known = accounts.get(key)
  if (known !== undefined) return known
  const account = { governor: new Governor() }
  accounts.set(key, account)
  return account
}
