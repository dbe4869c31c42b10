import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { printPdf } from '../../src/report/pdf.ts'
import { readShippedReport, SHIPPED_REPORTS, type ShippedReport } from '../../src/report/shipped.ts'
import { temporaryFolder } from '../shell/support/temporary-folder.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { CHROMIUM, chartColours, hasBrowser, type Look, openBrowser, openPage } from './support/browser.ts'
import { HOSTILE_REPORT, HOSTILE_TEXTS, sendHostileMail } from './support/hostile-mail.ts'
import { makePage } from './support/make-page.ts'

const LOOKS: readonly Look[] = [
  { width: 1100, colours: 'light' },
  { width: 390, colours: 'dark' },
]

describe.skipIf(!hasBrowser)('in a real browser', () => {
  const directory = temporaryFolder()
  const names = Object.keys(SHIPPED_REPORTS) as ShippedReport[]
  const fileOf = (name: string) => join(directory, `${name}.html`)
  let demo: Demo
  let browser: Browser

  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo({ messages: 300 }), openBrowser()])
    await using db = await demo.open()
    for (const name of names)
      writeFileSync(fileOf(name), (await makePage(db, await readShippedReport(name))).html)
    sendHostileMail(demo.gmaild)
    const hostile = await makePage(db, HOSTILE_REPORT)
    expect(hostile.errors).toEqual([])
    writeFileSync(fileOf('hostile'), hostile.html)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await demo[Symbol.asyncDispose]()
  })

  const pages = [...names, 'hostile'].flatMap(name => LOOKS.map(look => [name, look] as const))

  test.each(pages)('%s asks for nothing, says nothing, fits and has its charts: %o', async (name, look) => {
    await using opened = await openPage(browser, fileOf(name), look)
    const { page } = opened
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    const charts = await chartColours(browser, page)
    expect(charts.length).toBeGreaterThan(1)
    expect(Math.min(...charts)).toBeGreaterThan(1)
    expect(opened.incidents).toEqual([])
  })

  test('texts of mail are texts, in tables and in drawings', async () => {
    await using opened = await openPage(browser, fileOf('hostile'), LOOKS[0]!)
    const { page } = opened
    const strange =
      'document.querySelectorAll("img,iframe,object,embed,link,figure a,base,form,input,[style],[onerror],[onload]").length'
    expect(await page.evaluate(strange)).toBe(0)
    expect(await page.evaluate('document.scripts.length')).toBe(1)
    const text = String(await page.evaluate('document.body.textContent'))
    for (const shown of HOSTILE_TEXTS) expect(text).toContain(shown)
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0007]/)
    expect(text).toContain('\\u202e')
    expect(opened.incidents).toEqual([])
  })

  test('texts of mail change nothing in the process that draws', () => {
    expect([
      ...Object.keys(Object.prototype),
      ...Object.keys(Object),
      ...Object.keys(Function.prototype),
    ]).toEqual([])
    expect(Object.keys(Object.prototype.hasOwnProperty)).toEqual([])
  })

  test('the policy of the page runs no script but its own', async () => {
    await using opened = await openPage(browser, fileOf('hostile'), LOOKS[0]!)
    const { page } = opened
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'top.ran = 1' }))`,
    )
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src="http://127.0.0.1:9/x">')`)
    expect(await page.evaluate('top.ran')).toBeUndefined()
    expect(opened.incidents.filter(incident => incident.startsWith('console: ')).join('\n')).toMatch(
      /Content Security Policy/,
    )
  })

  test('a click on a head sorts the rows by it, and a second one turns them around', async () => {
    await using opened = await openPage(browser, fileOf('storage'), LOOKS[0]!)
    const { page } = opened
    const rows = "document.querySelector('figure.table table').tBodies[0].rows"
    const sizes = () => page.evaluate<number[]>(`[...${rows}].map(row => Number(row.cells[2].dataset.sort))`)
    const before = await sizes()
    expect(before).toEqual(before.toSorted((a, b) => b - a))
    const head = page.locator('figure.table table th:nth-child(3)').first()
    await head.locator('button').click()
    expect(await sizes()).toEqual(before)
    await head.locator('button').click()
    expect(await sizes()).toEqual(before.toReversed())
    expect(await head.getAttribute('aria-sort')).toBe('ascending')
  })

  test('the browser prints a PDF of several pages', async () => {
    const html = readFileSync(fileOf('overview'), 'utf8')
    const pdf = Buffer.from(await printPdf(html, CHROMIUM, new AbortController().signal))
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(Number(/\/Count (\d+)/.exec(pdf.toString('latin1'))?.[1])).toBeGreaterThan(1)
  })

  test('the file itself holds no address that a browser would load', () => {
    for (const name of names)
      expect(readFileSync(fileOf(name), 'utf8')).not.toMatch(/(?:src|href)="|url\(\s*["']?(?!#)/i)
  })
})
