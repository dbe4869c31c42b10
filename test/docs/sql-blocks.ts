import { expect } from 'vitest'
import { type Connection, GmailSqlError } from '../../src/index.ts'
import type { Block } from './pages.ts'
import { printed, statementsOf, trimmed } from './statements.ts'

/** Pages whose statements change so much mail that they have a mailbox of their own, in the test that is called like them. */
export const OWN_MAILBOX: readonly string[] = ['docs/migrate-from-cdata.md']

export interface SqlBlocks {
  /** Statements that run; what they print stands below, or nothing does. */
  readonly run: readonly Block[]
  /** One statement that is refused with the code behind the fence. */
  readonly refused: readonly Block[]
  /** Calls that need a server of Google's. */
  readonly calls: readonly Block[]
}

export function sqlBlocks(blocks: readonly Block[]): SqlBlocks {
  const sql = blocks.filter(({ info }) => info[0] === 'sql')
  const isMarked = (mark: string) => (block: Block) => block.info[1] === mark
  const [refused, calls] = [sql.filter(isMarked('error')), sql.filter(isMarked('call'))]
  return { run: sql.filter(block => !refused.includes(block) && !calls.includes(block)), refused, calls }
}

export async function expectShown(db: Connection, block: Block): Promise<void> {
  expect(block.info).toEqual(['sql'])
  const shown: string[] = []
  for (const statement of statementsOf(block.text)) shown.push(trimmed(await printed(db, statement)))
  expect(shown.length).toBeGreaterThan(0)
  if (block.next?.info[0] === 'text') expect(shown.join('\n\n')).toBe(trimmed(block.next.text))
}

export async function expectRefused(db: Connection, block: Block): Promise<void> {
  const refused = await db.query(block.text).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(GmailSqlError)
  expect((refused as GmailSqlError).code).toBe(block.info[2])
}
