/**
 * All benches, or those that are named, each in a process of its own:
 *
 *   npm run bench -- [startup | mail | fetch | local | bodies | words | warm | million] [what the bench itself takes]
 */
import { spawnSync } from 'node:child_process'
import { machine } from './support/table.ts'

const BENCHES: Readonly<Record<string, string>> = {
  startup: 'startup.ts',
  local: 'local-cost.ts',
  fetch: 'fetch.ts',
  mail: 'mail.ts',
  bodies: 'bodies.ts',
  words: 'full-text.ts',
  warm: 'warm.ts',
  million: 'million.ts',
}
/** It takes an hour. */
const ONLY_NAMED = 'million'
/** Of the options those of the server are for these. */
const WITH_SERVER: readonly string[] = ['mail', 'fetch']

const [named, ...rest] = process.argv.slice(2)
const isNamed = named !== undefined && named in BENCHES
const names = isNamed ? [named] : Object.keys(BENCHES).filter(name => name !== ONLY_NAMED)
console.log(machine())
for (const name of names) {
  console.log(`\n## ${name}\n`)
  const file = new URL(BENCHES[name]!, import.meta.url).pathname
  const takes = isNamed ? rest : WITH_SERVER.includes(name) ? process.argv.slice(2) : []
  const { status } = spawnSync(process.execPath, [file, ...takes], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
