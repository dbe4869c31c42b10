import { createHash } from 'node:crypto'
import { htmlText } from '../util/text.ts'
import { RELOAD_SCRIPT, SORT_SCRIPT } from './page-script.ts'
import { PAGE_STYLE } from './page-style.ts'
import { plainLine } from './value-text.ts'

export interface PageParts {
  readonly title: string
  readonly description: string | undefined
  /** What the report was made with, as pairs of a name and a value. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** HTML. */
  readonly body: string
  /** Address that tells of changes, where the page is served. */
  readonly reloadFrom?: string | undefined
}

/**
 * One file that asks the network for nothing: its policy allows no source but the style and the scripts that it holds, each by
 * its hash, so that nothing which a mail could smuggle in would run or load.
 */
export function pageHtml({ title, description, facts, body, reloadFrom }: PageParts): string {
  const scripts = reloadFrom === undefined ? [SORT_SCRIPT] : [SORT_SCRIPT, RELOAD_SCRIPT]
  const shownTitle = htmlText(plainLine(title))
  const told = facts.map(
    ([name, value]) => `<li>${htmlText(plainLine(name))} <b>${htmlText(plainLine(value))}</b></li>`,
  )
  return `<!doctype html>
<html lang="en"${reloadFrom === undefined ? '' : ` data-reload="${htmlText(reloadFrom)}"`}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(scripts, reloadFrom !== undefined)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${shownTitle}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<header>
<h1 dir="auto">${shownTitle}</h1>
${description === undefined ? '' : `<p class="lead" dir="auto">${htmlText(plainLine(description))}</p>\n`}<ul class="facts">${told.join('')}</ul>
</header>
${body}</main>
${scripts.map(script => `<script>${script}</script>`).join('\n')}
</body>
</html>
`
}

function contentPolicy(scripts: readonly string[], isServed: boolean): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const connect = isServed ? "; connect-src 'self'" : ''
  return `default-src 'none'; style-src ${hash(PAGE_STYLE)}; script-src ${scripts.map(hash).join(' ')}; base-uri 'none'; form-action 'none'${connect}`
}
