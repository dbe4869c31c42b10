import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

/** Arguments and environment of the processes that this one has started. */
function childrenTexts(): string[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return pids.flatMap(pid => {
    try {
      const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
      if (parent !== String(process.pid)) return []
      return [readFileSync(`/proc/${pid}/cmdline`, 'latin1') + readFileSync(`/proc/${pid}/environ`, 'latin1')]
    } catch {
      return []
    }
  })
}

test.runIf(process.platform === 'linux')(
  'arguments and environment of the processes of a connection do not tell whose it is',
  async () => {
    await using demo = await startDemo({ messages: 200 })
    const db = await demo.open()
    const { rows } = await db.query('SELECT USER() AS u, COUNT(BodyText) AS n FROM Inbox LIMIT 1')
    expect(rows).toMatchObject([{ u: demo.gmaild.user }])
    const texts = childrenTexts()
    expect(texts.filter(text => text.includes('engine-process'))).toHaveLength(1)
    expect(texts.filter(text => text.includes('reader-process'))).toHaveLength(1)
    for (const text of texts) {
      expect(text).not.toContain(demo.gmaild.user)
      expect(text).not.toContain(demo.gmaild.password)
    }
  },
)
