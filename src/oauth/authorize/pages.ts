import { createHash } from 'node:crypto'
import type { Language } from './accept-language.ts'
import { PAGE_TEXTS, type PageKind } from './page-texts.ts'

/** What the browser is answered. */
export interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const STYLE = `
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #fff; --ink: #1d2129; --soft: #5b6472; --mark: #17803d }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171c; --card: #1e232b; --ink: #eceff4; --soft: #a3adbb; --mark: #4cc38a }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 1.0625rem/1.6 system-ui, "Hiragino Sans", "Noto Sans JP", sans-serif }
main { width: 100%; max-width: 30rem; padding: 2.5rem 2rem; border-radius: 1rem; background: var(--card);
  text-align: center; box-shadow: 0 1px 2px rgb(0 0 0 / 8%), 0 8px 32px rgb(0 0 0 / 8%) }
.not-success { --mark: #b3541e }
@media (prefers-color-scheme: dark) { .not-success { --mark: #f0a05c } }
svg { display: block; width: 3.5rem; height: 3.5rem; margin: 0 auto 1.25rem; color: var(--mark) }
h1 { margin: 0 0 .75rem; font-size: 1.375rem; line-height: 1.35; text-wrap: balance; word-break: auto-phrase }
p { margin: .35rem 0; color: var(--soft); text-wrap: pretty; word-break: auto-phrase }
code { overflow-wrap: anywhere; color: var(--ink) }
footer { margin-top: 1.75rem; font-size: .875rem; color: var(--soft) }
`

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  // The address holds the code: it must reach nobody, not even as the page that a link was followed from.
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  vary: 'accept-language',
  connection: 'close',
}

const TICK = '<path d="M14 25l7 7 14-15"/>'
const BANG = '<path d="M24 13v14M24 33.5v1"/>'

/**
 * The page that the sign-in ends on. It loads nothing and runs nothing.
 * @param detail what the server said, shown as text.
 */
export function callbackPage(kind: PageKind, language: Language, detail: string | null = null): Page {
  const { title, heading, paragraphs } = PAGE_TEXTS[language][kind]
  const lines = paragraphs.map(paragraph => `<p>${escapeHtml(paragraph)}</p>`)
  if (detail !== null) lines.unshift(`<p><code>${escapeHtml(detail)}</code></p>`)
  const body = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main class="${kind === 'success' ? 'success' : 'not-success'}">
<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"
 stroke-linejoin="round" aria-hidden="true"><circle cx="24" cy="24" r="21"/>${kind === 'success' ? TICK : BANG}</svg>
<h1>${escapeHtml(heading)}</h1>
${lines.join('\n')}
<footer>gmailsql</footer>
</main>
</body>
</html>
`
  return {
    status: kind === 'foreign' ? 400 : 200,
    headers: { ...HEADERS, 'content-language': language },
    body,
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character] ?? '')
}
