import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ROOT } from '../architecture/sources.ts'
import { copySources } from '../packages/installation.ts'

const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: object
}
const REPORT = '# Small\n\n```sql bar\nSELECT 1 AS n\n```\n'
const PACKAGES = ['yaml', 'markdown-it', 'echarts'] as const

const place = copySources({ 'small.md': REPORT })
afterAll(() => place[Symbol.dispose]())

test.each(PACKAGES.map((name, index) => [name, PACKAGES.slice(0, index)] as const))(
  'a report without %s names the package; the rest of the shell works',
  async (name, others) => {
    place.install([...Object.keys(dependencies), ...others])
    const { exitCode, stderr } = await place.run('bin/gmailsql', 'report', 'small.md', 'User=a@example.org')
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain(
      `a report needs the package ${name}, which is not installed\nhint: npm install ${name}\n`,
    )
    expect(await place.run('bin/gmailsql', 'report', '--help')).toMatchObject({ exitCode: 0, stderr: '' })
  },
)
