import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { connectTo, type Dovecot, findCorpus, startDovecot } from '../support/dovecot.ts'
import { STATEMENTS } from './corpus-statements.ts'

/** The rows as text, a set with repetitions unless the statement asks for an order; `!` and the error of one that fails. */
async function answerOf(connection: Connection, sql: string): Promise<string> {
  try {
    const rows = (await connection.queryArrays(sql)).rows.map(row => JSON.stringify(row))
    return (/\b(?:ORDER BY|LIMIT)\b/i.test(sql) ? rows : rows.toSorted()).join('\n')
  } catch (error) {
    return `! ${error}`
  }
}

const shortened = (answer: string) => `${answer.split('\n').length} lines: ${answer.slice(0, 200)}`

const corpus = findCorpus()

describe.skipIf(corpus === null)('Pushdown=Exact', () => {
  let dovecot: Dovecot | undefined

  beforeAll(async () => {
    dovecot = await startDovecot(corpus)
  })

  afterAll(() => dovecot?.stop())

  it('gives the rows of Pushdown=None, statement by statement, to a connection that has seen nothing', async () => {
    await using reference = await connectTo(dovecot!, { Pushdown: 'None' })
    const wrong: unknown[] = []
    for (const sql of STATEMENTS) {
      await using fresh = await connectTo(dovecot!, { Pushdown: 'Exact' })
      const [exact, none] = [await answerOf(fresh, sql), await answerOf(reference, sql)]
      if (exact !== none || none.startsWith('!'))
        wrong.push({ sql, exact: shortened(exact), none: shortened(none) })
    }
    expect(wrong).toEqual([])
    expect(STATEMENTS.length).toBeGreaterThanOrEqual(100)
  }, 300_000)

  it('gives them to a connection that has seen all, too', async () => {
    await using reference = await connectTo(dovecot!, { Pushdown: 'None' })
    await using warm = await connectTo(dovecot!, { Pushdown: 'Exact' })
    await warm.query('SELECT *, Attachments FROM INBOX')
    const wrong: unknown[] = []
    for (const sql of STATEMENTS) {
      const [exact, none] = [await answerOf(warm, sql), await answerOf(reference, sql)]
      if (exact !== none) wrong.push({ sql, exact: shortened(exact), none: shortened(none) })
    }
    expect(wrong).toEqual([])
  })

  it('gives them with Pushdown=Trusted, too, which searches texts besides', async () => {
    await using reference = await connectTo(dovecot!, { Pushdown: 'None' })
    await using trusted = await connectTo(dovecot!, { Pushdown: 'Trusted' })
    const wrong: unknown[] = []
    let searched = 0
    for (const sql of STATEMENTS) {
      const [found, none] = [await answerOf(trusted, sql), await answerOf(reference, sql)]
      if (found !== none) wrong.push({ sql, found: shortened(found), none: shortened(none) })
      if (/SUBJECT|FROM "|TO "|HEADER/.test(await trusted.explain(sql))) searched++
    }
    expect(wrong).toEqual([])
    expect(searched).toBeGreaterThan(5)
  }, 300_000)

  it('receives a part of what Pushdown=None receives', async () => {
    const sql = 'SELECT Id, Subject FROM INBOX WHERE IsRead = 1 AND IsStarred = 1'
    const received = async (Pushdown: string) => {
      await using fresh = await connectTo(dovecot!, { Pushdown })
      return (await fresh.query(sql)).stats.bytesReceived
    }
    expect(await received('Exact')).toBeLessThan((await received('None')) / 5)
  })
})
