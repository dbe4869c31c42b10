import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { ANNA, readsMail, startStage } from './stage.ts'

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const isThere = existsSync(CHROMIUM)
if (!isThere) console.warn(`\n*** SKIPPED: there is no Chromium at ${CHROMIUM}; name it in CHROMIUM. ***\n`)

describe.skipIf(!isThere)('with a real browser', () => {
  test('the four properties lead from a login form to rows', { timeout: 120_000 }, async () => {
    await using stage = await startStage({ interaction: 'form' })
    const { id, secret } = stage.oauth.clients.desktop
    const titles: string[] = []
    const openBrowser = async (url: string) => {
      const args = [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-sync',
      ]
      const browser = await chromium.launch({ executablePath: CHROMIUM, args })
      const visit = async () => {
        const page = await browser.newPage()
        await page.goto(url)
        await page.fill('input[name=password]', 'anything')
        await page.click('button')
        await page.click('text=Allow')
        await page.waitForURL(address => address.hostname === '127.0.0.1' && address.searchParams.has('code'))
        titles.push(await page.title())
      }
      void visit().finally(() => browser.close())
    }
    const location = join(stage.directory, 'o.db')
    const db = await stage.open(
      `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};User=${ANNA};OAuthSettingsLocation=${location}`,
      { openBrowser },
    )
    expect(await readsMail(db)).toBe(true)
    await expect.poll(() => titles).toEqual(['You can close this page – gmailsql'])
  })
})
