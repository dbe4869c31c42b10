import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Copy, copyProject, isChange } from '../docs/apply-page.ts'
import { blocksOf, readPage } from '../docs/pages.ts'

const blocks = blocksOf(readPage('docs/extending.md'))
const changes = blocks.filter(isChange)
const lines = blocks.filter(({ info }) => info[0] === 'sh').flatMap(({ text }) => text.split('\n'))

let copy: Copy
beforeAll(async () => {
  copy = copyProject()
  for (const block of changes) copy.apply(block)
  await copy.runLine('npm run gen')
})
afterAll(() => copy[Symbol.asyncDispose]())

const checks = [...new Set(lines)].filter(line => line !== 'npm run gen')

test('the page names the checks of a change', () => {
  expect(checks.length).toBeGreaterThan(5)
})

/** The type check reads the whole project. */
const PATIENCE = { timeout: 300_000 }

test.each(checks)('what the page adds passes %s', PATIENCE, async line => {
  const { exitCode, stdout, stderr } = await copy.runLine(line)
  expect(exitCode, stdout + stderr).toBe(0)
})

test('what the page adds is formatted as everything is', async () => {
  const paths = new Set(changes.map(({ info }) => info.at(-1)!).filter(path => path.endsWith('.ts')))
  writeFileSync(join(copy.folder, '.gitignore'), 'node_modules\n')
  const { exitCode, stdout, stderr } = await copy.runLine(`npx biome check ${[...paths].join(' ')}`)
  expect(exitCode, stdout + stderr).toBe(0)
})
