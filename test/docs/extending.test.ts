import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Copy, copyProject, isChange } from './apply-page.ts'
import { blocksOf, placeOf, readPage } from './pages.ts'
import { trimmed } from './statements.ts'

/** Runs statements over the demo, each printed in a format, as the shell would. */
const USE = `
import { connect, createWriter } from './src/index.ts'
import { startGmaild } from './src/gmaild/index.ts'
const { host, port, user, password, close } = await startGmaild()
const db = await connect({ Server: host, Port: port, TLS: 'None', User: user, Password: password })
const shown = []
for (const [sql, format] of JSON.parse(process.argv[2])) {
  let text = ''
  const { columns, rows } = await db.queryArrays(sql)
  const writer = createWriter(format, { write: part => { text += part } }, { terminal: false })
  await writer.begin(columns)
  await writer.rows(rows)
  await writer.end()
  shown.push(text)
}
await db.close()
await close()
console.log(JSON.stringify(shown))
`

const blocks = blocksOf(readPage('docs/extending.md'))
const changes = blocks.filter(isChange)
const uses = blocks.filter(({ info }) => info[0] === 'sql')

let copy: Copy
beforeAll(() => {
  copy = copyProject()
  writeFileSync(join(copy.folder, 'use.ts'), USE)
})
afterAll(() => copy[Symbol.asyncDispose]())

describe('the page that tells how to add something', () => {
  test('has a change and a use under each heading', () => {
    const headings = readPage('docs/extending.md').text.split('\n## ').slice(1)
    expect(headings.length).toBe(5)
    for (const text of headings) expect(text).toMatch(/\n```ts new [\s\S]*\n```sql/)
  })

  test('leads to what it shows, on a copy of the sources', async () => {
    for (const block of changes) copy.apply(block)
    expect(await copy.runLine('npm run gen')).toMatchObject({ exitCode: 0, stderr: '' })
    const asked = uses.map(({ text, info }) => [text, info[1] ?? 'table'])
    const { stdout, stderr } = await copy.runLine(
      `node use.ts '${JSON.stringify(asked).replaceAll("'", "'\\''")}'`,
    )
    expect(stderr).toBe('')
    expect((JSON.parse(stdout) as string[]).map(trimmed)).toEqual(uses.map(({ next }) => trimmed(next!.text)))
  })

  test('would be told if a place that it names was gone', () => {
    const [block] = changes.filter(({ info }) => info[0] === 'diff')
    expect(() => copy.apply({ ...block!, text: ' no such line\n+new' })).toThrow(placeOf(block!))
  })
})
