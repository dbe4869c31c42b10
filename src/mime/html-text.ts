import { compile } from 'html-to-text'
import { LIMITS, limitError } from './limits.ts'

/** Stands where the converter stopped descending; no text has a noncharacter for good reason. */
const CUT = '\ufdd0'

/** Links and images are shown by their text alone; where they lead is in the HTML. Nothing is fetched. */
const convert = compile({
  wordwrap: false,
  // The length of a part is bounded before; this would cut without a word.
  limits: { maxInputLength: undefined, maxDepth: LIMITS.htmlDepth, ellipsis: CUT },
  formatters: {
    alternativeText: (element, _walk, builder) => builder.addInline(element.attribs?.['alt'] ?? ''),
    cell: (element, walk, builder) => {
      walk(element.children, builder)
      builder.addInline(' ')
    },
  },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'alternativeText' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(selector => ({ selector, options: { uppercase: false } })),
  ],
})

/**
 * What a reader would see of HTML, as plain text with `\n` between lines.
 * @throws GmailSqlError MESSAGE_LIMIT when its elements are nested too deeply
 */
export function htmlToText(html: string): string {
  const text = isAbsurdlyDeep(html) ? CUT : convert(html)
  if (text.includes(CUT)) throw limitError(`HTML nested deeper than ${LIMITS.htmlDepth} elements`)
  return text
}

/** Elements that a parser closes by itself, and those without content: they need no end tag to be side by side. */
const UNNESTED =
  /^(?:area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|source|tbody|td|tfoot|th|thead|tr|wbr)$/

/** How much deeper than the limit the tags must seem to be, counted without a parser, for certainty. */
const CERTAIN = 20

/** The converter needs time with the square of the depth to find out that something is too deep. */
function isAbsurdlyDeep(html: string): boolean {
  let depth = 0
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z\d]*)/gi)) {
    if (UNNESTED.test(name.toLowerCase())) continue
    depth = slash === '/' ? Math.max(0, depth - 1) : depth + 1
    if (depth > CERTAIN * LIMITS.htmlDepth) return true
  }
  return false
}

/** A plain piece among pieces of HTML. */
export function textToHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<pre>${escaped}</pre>`
}
