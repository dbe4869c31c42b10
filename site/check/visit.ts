import type { Browser, Page } from 'playwright-core'

/** What a page has, and what is wrong with it by itself. */
export interface Visit {
  readonly path: string
  /** Resolved, with their anchors. */
  readonly links: readonly string[]
  readonly anchors: readonly string[]
  readonly problems: readonly string[]
}

const NARROW = { width: 390, height: 800 }

export async function visit(browser: Browser, origin: string, path: string): Promise<Visit> {
  await using page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const problems: string[] = []
  const tell = (problem: string) => problems.push(`${path}: ${problem}`)
  page.on('console', message => message.type() === 'error' && tell(`console: ${message.text()}`))
  page.on('pageerror', error => tell(`error: ${error.message}`))
  page.on('response', response => response.status() >= 400 && tell(`${response.status()} ${response.url()}`))
  page.on(
    'request',
    request =>
      !request.url().startsWith(origin) && !isInline(request.url()) && tell(`asks for ${request.url()}`),
  )
  await page.goto(origin + path, { waitUntil: 'networkidle' })
  const links = await evaluated(page, `[...document.querySelectorAll('a[href]')].map(link => link.href)`)
  const anchors = await evaluated(page, `[...document.querySelectorAll('[id]')].map(({ id }) => id)`)
  if ((await page.title()) === '') tell('has no title')
  await page.setViewportSize(NARROW)
  const tooWide = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  if (Number(tooWide) > 0) tell(`is ${String(tooWide)} pixels wider than a screen of ${NARROW.width}`)
  return { path, links, anchors, problems }
}

function isInline(url: string): boolean {
  return /^(?:data|blob):/.test(url)
}

async function evaluated(page: Page, script: string): Promise<string[]> {
  return (await page.evaluate(script)) as string[]
}
