import type { Row, Selected } from '../selected.ts'
import type { Settings } from '../settings.ts'
import { zonedDay } from './dates.ts'

export type Predicate = (row: Row) => boolean

/** What keys are compiled against: one SEARCH. */
export interface SearchContext {
  readonly selected: Selected
  readonly settings: Settings
  /** Day of INTERNALDATE in the account's zone. */
  readonly day: (ms: number) => number
  /** False for the newest messages, which the date and text indexes do not know yet. */
  readonly indexed: Predicate
}

export function searchContext(selected: Selected, settings: Settings): SearchContext {
  const { entries } = selected.mailbox
  const firstUnknown = settings.indexLag > 0 ? (entries.at(-settings.indexLag)?.uid ?? 0) : Infinity
  return {
    selected,
    settings,
    day: zonedDay(settings.timeZone),
    indexed: row => row.entry.uid < firstUnknown,
  }
}
