import type { GmaildAccount } from '../account-door.ts'
import type { GmaildOptions } from '../types.ts'
import type { ScriptedFault } from './scripted-fault.ts'

type Intercept = NonNullable<GmaildOptions['intercept']>

/** Faults of a list where one comes, and else what `intercept` says. */
export function scripted(
  faults: readonly ScriptedFault[],
  intercept: Intercept | undefined,
  account: GmaildAccount,
): Intercept | undefined {
  if (faults.length === 0) return intercept
  const counts = new Map<string, number>()
  return (command, session) => {
    const count = (counts.get(command.name) ?? 0) + 1
    counts.set(command.name, count)
    const due = faults.filter(each => each.command === command.name && isDue(each, count))
    for (const { fault } of due) if (typeof fault === 'function') fault(account)
    const found = due.map(({ fault }) => fault).find(fault => typeof fault !== 'function')
    return found ?? intercept?.(command, session)
  }
}

function isDue({ nth = 1, times = 1 }: ScriptedFault, count: number): boolean {
  return count >= nth && count < nth + times
}
