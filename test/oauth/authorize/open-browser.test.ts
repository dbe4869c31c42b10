import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const MODULE = new URL('../../../src/oauth/authorize/browser.ts', import.meta.url).href
const isLinux = process.platform === 'linux'
if (!isLinux)
  console.warn('\n*** SKIPPED: opening a browser is tested on Linux, where BROWSER names it. ***\n')

describe.skipIf(!isLinux)('the default browser', () => {
  let directory: string
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'gmailsql-browser-'))
    const browser = join(directory, 'browser')
    writeFileSync(browser, `#!/bin/sh\nprintf '%s' "$1" > "${directory}/opened"\nexit "\${STATUS:-0}"\n`)
    chmodSync(browser, 0o755)
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  /** In a process of its own, without a screen: the surroundings decide which browser is opened. */
  async function openIn(environment: Record<string, string>, url: string): Promise<string> {
    const script = `const { openBrowser } = await import(${JSON.stringify(MODULE)})
      const alive = setTimeout(() => {}, 20000)
      await openBrowser(process.argv[1]).then(() => console.log('opened'), e => console.log(e.message))
      clearTimeout(alive)`
    const env = { PATH: process.env['PATH'] ?? '', HOME: directory, ...environment }
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, url], { env })
    return stdout.trim()
  }

  test('gets the address as it is, and no shell reads it', async () => {
    const trap = join(directory, 'trap')
    const url = `https://accounts.example.com/?a=1&b=$(touch\${IFS}${trap});touch\${IFS}${trap}&c=\`touch\${IFS}${trap}\`#%22`
    expect(await openIn({ BROWSER: join(directory, 'browser') }, url)).toBe('opened')
    expect(readFileSync(join(directory, 'opened'), 'utf8')).toBe(url)
    expect(existsSync(trap)).toBe(false)
  })

  test('that fails is noticed although it started well', async () => {
    const environment = { BROWSER: join(directory, 'browser'), STATUS: '1' }
    expect(await openIn(environment, 'https://accounts.example.com/')).toMatch(
      /^the opener ended with status \d$/,
    )
  })

  test('that is not there is noticed', async () => {
    const environment = { BROWSER: join(directory, 'none') }
    expect(await openIn(environment, 'https://accounts.example.com/')).toMatch(
      /^the opener ended with status \d$/,
    )
  })
})
