import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { chooseLanguage, LANGUAGES } from '../../../src/oauth/authorize/accept-language.ts'
import type { PageKind } from '../../../src/oauth/authorize/page-texts.ts'
import { callbackPage } from '../../../src/oauth/authorize/pages.ts'

const KINDS: readonly PageKind[] = ['success', 'denied', 'failure', 'foreign']
const PAGES = LANGUAGES.flatMap(language => KINDS.map(kind => [kind, language] as const))

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['de-DE,de;q=0.9', 'en'],
  ['ja', 'ja'],
  ['ja-JP,ja;q=0.9,en;q=0.8', 'ja'],
  ['en-US,en;q=0.9,ja;q=0.8', 'en'],
  ['en;q=0.5, JA;q=0.7', 'ja'],
  ['fr, ja;q=0.1', 'ja'],
  ['ja;q=0, en', 'en'],
  ['ja;q=0', 'en'],
  ['ja;q=nonsense', 'en'],
  ['javanese', 'en'],
  [`${'x,'.repeat(100_000)}ja`, 'en'],
])('a browser that asks for %j is answered in %s', (header, language) => {
  expect(chooseLanguage(header)).toBe(language)
})

test.each(PAGES)('the %s page in %s allows nothing but its own style', (kind, language) => {
  const { body, headers } = callbackPage(kind, language)
  const style = /<style>(.*)<\/style>/s.exec(body)![1]!
  const hash = createHash('sha256').update(style).digest('base64')
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  )
  expect(body).not.toMatch(/<script|<link|<img|<a |<form|\sstyle=|\son\w+=|https?:/i)
  expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
})

test.each(PAGES)('the %s page in %s names its language and its title', (kind, language) => {
  const { body, headers, status } = callbackPage(kind, language)
  expect(body).toContain(`<html lang="${language}">`)
  expect(headers['content-language']).toBe(language)
  expect(/<title>(.+)<\/title>/.exec(body)?.[1]).toMatch(/ – gmailsql$/)
  expect(/[\u3040-\u30ff]/.test(body)).toBe(language === 'ja')
  expect(status).toBe(kind === 'foreign' ? 400 : 200)
})

test('no two pages of a language say the same', () => {
  for (const language of LANGUAGES) {
    const headings = KINDS.map(kind => /<h1>(.*)<\/h1>/.exec(callbackPage(kind, language).body)?.[1])
    expect(new Set(headings).size).toBe(KINDS.length)
  }
})

test('what the server said is text', () => {
  const { body } = callbackPage('failure', 'en', `</code><script>alert('1')</script>"&`)
  expect(body).toContain(
    '<code>&lt;/code&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;</code>',
  )
  expect(body).not.toContain('<script')
})
