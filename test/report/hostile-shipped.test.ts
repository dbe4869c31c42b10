import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readShippedReport, SHIPPED_REPORTS, type ShippedReport } from '../../src/report/shipped.ts'
import { temporaryFolder } from '../shell/support/temporary-folder.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { hasBrowser, openBrowser, openPage } from './support/browser.ts'
import { HOSTILE_PLACES, markOf, sendHostileMailEverywhere } from './support/hostile-mail.ts'
import { makePage } from './support/make-page.ts'

/** Where mail can put a text of its own, and the shipped reports that show it. */
const SHOWN: Readonly<Record<(typeof HOSTILE_PLACES)[number], readonly ShippedReport[]>> = {
  subject: ['storage'],
  name: ['overview', 'senders', 'storage'],
  address: ['senders', 'newsletters', 'storage'],
  file: ['storage'],
  label: ['overview'],
  list: ['newsletters'],
  unsubscribe: ['newsletters'],
}

describe.skipIf(!hasBrowser)('the reports that come along, over hostile mail', () => {
  const directory = temporaryFolder()
  const names = Object.keys(SHIPPED_REPORTS) as ShippedReport[]
  const fileOf = (name: string) => join(directory, `${name}.html`)
  let demo: Demo
  let browser: Browser

  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo({ messages: 3 }), openBrowser()])
    sendHostileMailEverywhere(demo.gmaild)
    await using db = await demo.open()
    for (const name of names) {
      const { html, errors } = await makePage(db, await readShippedReport(name))
      expect(errors).toEqual([])
      writeFileSync(fileOf(name), html)
    }
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await demo[Symbol.asyncDispose]()
  })

  test.each(names)('%s shows texts of mail as texts, runs nothing and asks for nothing', async name => {
    await using opened = await openPage(browser, fileOf(name), { width: 1100, colours: 'light' })
    const { page } = opened
    const strange = 'img,iframe,object,embed,link,base,form,input,[style],[onerror],[onload],[onclick]'
    expect(await page.evaluate(`document.querySelectorAll('${strange}').length`)).toBe(0)
    expect(await page.evaluate('document.scripts.length')).toBe(1)
    expect(await page.evaluate(`document.querySelectorAll('a[href]:not([href^="#"])').length`)).toBe(0)
    const text = String(await page.evaluate('document.body.textContent'))
    const shown = HOSTILE_PLACES.filter(place => text.includes(markOf(place)))
    const wanted = HOSTILE_PLACES.filter(place => SHOWN[place].includes(name))
    expect(wanted.filter(place => !shown.includes(place))).toEqual([])
    expect(opened.incidents).toEqual([])
  })

  test('no file has a tag of mail, nor a control or a turn of direction', () => {
    for (const name of names) {
      const html = readFileSync(fileOf(name), 'utf8')
      expect(html).not.toMatch(/<(?:img|iframe)\b/i)
      expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u001b]/)
    }
  })
})
