import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ComparisonOptions, compareStatements } from '../differential/comparison.ts'
import type { Vocabulary } from '../differential/generator/vocabulary.ts'
import { connectTo, type Dovecot, findCorpus, startDovecot } from '../support/dovecot.ts'
import { readCorpusVocabulary } from './corpus-vocabulary.ts'

/*
 * The generated statements of test/differential, on a server that is not ours: no extension of Gmail's, a search for parts
 * of words, days of its own time zone.
 */

const SEED = 20_261_123

/**
 * Messages of the INBOX in whose headers Dovecot does not find a word that is there: it does not know the charset that the
 * encoded word names, and searches it undecoded. Pushdown=Trusted trusts it in this.
 */
const NOT_FOUND = [
  { uid: 312, word: 'errorlog', charset: 'ks_c_5601-1987' },
  { uid: 322, word: 'Comment', charset: 'koi8_r' },
  { uid: 926, word: 'Ersi', charset: 'ks_c_5601-1987' },
  { uid: 945, word: 'Australian', charset: 'X-IAS-German' },
] as const

const corpus = findCorpus()

describe.skipIf(corpus === null)('generated statements over the corpus', { timeout: 300_000 }, () => {
  let dovecot: Dovecot | undefined
  let words: Vocabulary

  beforeAll(async () => {
    dovecot = await startDovecot(corpus)
    await using db = await connectTo(dovecot, { Pushdown: 'None' })
    words = await readCorpusVocabulary(db)
  })

  afterAll(() => dovecot?.stop())

  async function compare(options: Partial<ComparisonOptions> & Pick<ComparisonOptions, 'count'>) {
    const open = (properties: object) => connectTo(dovecot!, { ...properties })
    const { differences, statistics } = await compareStatements({ open, words, seed: SEED, ...options })
    console.log(String(statistics))
    expect(differences, differences.join('\n\n')).toEqual([])
    return statistics
  }

  it('have the same rows with Pushdown=Exact as with None', async () => {
    const statistics = await compare({ count: 1_000, perConnection: 100 })
    expect(statistics.statements).toBe(1_000)
    expect(statistics.share('nonEmpty')).toBeGreaterThan(45)
  })

  it('have the same rows with Pushdown=Trusted, but for words in charsets that the server does not know', async () => {
    // Of every fifth message there is a copy in Work/Project X.
    const ids = new Set(NOT_FOUND.flatMap(({ uid }) => [uid, uid / 5]).map(String))
    const mayLack = (row: string) => {
      const [id, other] = JSON.parse(row) as unknown[]
      return [id, other].some(value => ids.has(/^(?:\d+\/)?(\d+)(?:@|$)/.exec(String(value))?.[1] ?? ''))
    }
    const shapes = ['textual'] as const
    const options = { count: 500, perConnection: 250, pushdown: 'Trusted', shapes, mayLack } as const
    const statistics = await compare(options)
    expect(statistics.statements).toBe(500)
    expect(statistics.share('nonEmpty')).toBeGreaterThan(45)
    expect(statistics.share('pushed')).toBeGreaterThan(50)
  })

  it.each(NOT_FOUND)('Trusted does not find $word, which message $uid has in $charset', async named => {
    const sql = 'SELECT Id, Headers FROM INBOX WHERE Subject LIKE ? AND Id = ?'
    const values = [`%${named.word}%`, named.uid]
    await using none = await connectTo(dovecot!, { Pushdown: 'None' })
    const { rows } = await none.queryArrays(sql, values)
    expect(rows).toEqual([[named.uid, expect.stringContaining(`=?${named.charset}?`)]])
    await using trusted = await connectTo(dovecot!, { Pushdown: 'Trusted' })
    expect((await trusted.queryArrays(sql, values)).rows).toEqual([])
  })
})
