import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OAuthServer, startOAuthServer } from '../../support/oauth-server.ts'
import { type BegunFlow, begin } from './begun-flow.ts'

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const isThere = existsSync(CHROMIUM)
if (!isThere) {
  console.warn(`\n*** SKIPPED: there is no Chromium at ${CHROMIUM}; name it in CHROMIUM. ***\n`)
}

const PICTURES = join(import.meta.dirname, '../../.tmp/callback-page')

/** A browser, and everything that it complained of or asked for. */
interface Visit {
  readonly page: Page
  readonly complaints: string[]
  readonly requests: string[]
}

describe.skipIf(!isThere)('a user with a browser', { timeout: 120_000 }, () => {
  let server: OAuthServer
  let directory: string
  let context: BrowserContext | undefined

  beforeAll(async () => {
    server = await startOAuthServer({ interaction: 'form' })
    directory = mkdtempSync(join(tmpdir(), 'gmailsql-chromium-'))
    mkdirSync(PICTURES, { recursive: true })
    writeFileSync(join(PICTURES, '../.gitignore'), '*\n')
  })
  afterAll(async () => {
    await server.close()
    rmSync(directory, { recursive: true, force: true })
  })

  async function withBrowser(
    language: string,
    visit: (visit: Visit) => Promise<void>,
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<void> {
    context = await chromium.launchPersistentContext(mkdtempSync(join(directory, 'profile-')), {
      executablePath: CHROMIUM,
      colorScheme,
      viewport: { width: 900, height: 600 },
      args: [
        ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
        ...[
          '--disable-component-update',
          '--disable-sync',
          `--lang=${language}`,
          `--accept-lang=${language}`,
        ],
      ],
    })
    try {
      const page = context.pages()[0] ?? (await context.newPage())
      const complaints: string[] = []
      const requests: string[] = []
      page.on('console', message => complaints.push(message.text()))
      page.on('pageerror', error => complaints.push(String(error)))
      context.on('request', request => requests.push(request.url()))
      await visit({ page, complaints, requests })
    } finally {
      await context.close()
    }
  }

  function beginHere(): Promise<BegunFlow> {
    const { endpoints, issuer, clients } = server
    return begin({ endpoints, issuer, clientId: clients.desktop.id, loginHint: 'anna@example.com' })
  }

  async function logIn(page: Page, flow: BegunFlow): Promise<void> {
    await page.goto(flow.url.href)
    expect(await page.inputValue('input[name=email]')).toBe('anna@example.com')
    await page.fill('input[name=password]', 'anything')
    await page.click('button')
    await page.waitForSelector('text=gmailsql wants access')
  }

  async function expectQuiet(flow: BegunFlow, { complaints, requests, page }: Visit, name: string) {
    await page.screenshot({ path: join(PICTURES, `${name}.png`) })
    expect(complaints).toEqual([])
    const origins = new Set(requests.map(url => new URL(url).origin))
    expect([...origins].sort()).toEqual([server.issuer, new URL(flow.redirectUri).origin].sort())
    const ours = requests.filter(url => url.startsWith(flow.redirectUri))
    expect(ours).toHaveLength(1)
    expect(await page.evaluate('document.styleSheets.length')).toBe(1)
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  }

  test.each([
    ['en', 'light', 'You can close this page – gmailsql', 'Thank you, that is all'],
    ['en', 'dark', 'You can close this page – gmailsql', 'Thank you, that is all'],
    ['ja', 'light', 'このページは閉じてかまいません – gmailsql', 'ありがとうございます。手続きは以上です'],
  ] as const)('who agrees is thanked, in %s, %s', async (language, scheme, title, heading) => {
    const flow = await beginHere()
    const visited = async (visit: Visit) => {
      await logIn(visit.page, flow)
      await visit.page.click('text=Allow')
      await visit.page.waitForURL(url => url.href.startsWith(flow.redirectUri))
      expect(await visit.page.title()).toBe(title)
      expect(await visit.page.textContent('h1')).toBe(heading)
      expect(await visit.page.getAttribute('html', 'lang')).toBe(language)
      const ground = String(await visit.page.evaluate('getComputedStyle(document.body).backgroundColor'))
      expect(ground).toBe(scheme === 'dark' ? 'rgb(20, 23, 28)' : 'rgb(244, 245, 247)')
      await expectQuiet(flow, visit, `agreed-${language}-${scheme}`)
    }
    await withBrowser(language, visited, scheme)
    expect((await flow.outcome).code.reveal()).toMatch(/^4\/0A/)
  })

  test('who cancels is told that nothing happened', async () => {
    const flow = await beginHere()
    const refusal = expect(flow.outcome).rejects.toMatchObject({ code: 'OAUTH_DENIED' })
    await withBrowser('en', async visit => {
      await logIn(visit.page, flow)
      await visit.page.click('text=Cancel')
      await visit.page.waitForURL(url => url.href.startsWith(flow.redirectUri))
      expect(await visit.page.textContent('h1')).toBe('No permission was given')
      await expectQuiet(flow, visit, 'refused-en')
    })
    await refusal
  })

  test('who opens an old tab is told so, and can still agree', async () => {
    const flow = await beginHere()
    await withBrowser('ja', async visit => {
      await visit.page.goto(flow.callback({ code: 'old', state: 'old' }))
      expect(await visit.page.textContent('h1')).toBe('このアドレスに対応するサインインはありません')
      await visit.page.screenshot({ path: join(PICTURES, 'foreign-ja.png') })
      await logIn(visit.page, flow)
      await visit.page.click('text=Allow')
      await visit.page.waitForURL(url => url.searchParams.get('state') === flow.state)
      expect(await visit.page.textContent('h1')).toBe('ありがとうございます。手続きは以上です')
    })
    expect((await flow.outcome).code.reveal()).toMatch(/^4\/0A/)
  })
})
