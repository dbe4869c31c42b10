import { pushFlag } from '../../src/catalog/pushdown-rules.ts'
import type { ColumnDefinition } from '../../src/catalog/table.ts'
import type { SystemFlag } from '../../src/mail/search-term.ts'

/** A system flag as 1 or 0; `bit` as the store packs them. */
function flag(name: string, systemFlag: SystemFlag, bit: number): ColumnDefinition {
  return {
    name,
    type: 'BOOLEAN',
    cost: 'm',
    items: ['flags'],
    store: `CAST((l.flag_bits & ${bit}) != 0 AS INTEGER)`,
    pushdown: pushFlag(systemFlag),
    doc: `Flag ${systemFlag}`,
  }
}

/** The system flags; \\Draft is set by the server alone. */
export const flagColumns: readonly ColumnDefinition[] = [
  { ...flag('IsRead', '\\Seen', 1), writable: 'update' },
  { ...flag('IsStarred', '\\Flagged', 2), writable: 'update' },
  { ...flag('IsAnswered', '\\Answered', 4), writable: 'update' },
  flag('IsDraft', '\\Draft', 8),
]
