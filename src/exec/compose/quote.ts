import { fullAddress } from '../../mail/address-text.ts'
import type { Address } from '../../mail/message.ts'
import { addressesOf, fieldValue } from '../../mime/compose/original.ts'
import type { InlineImage } from '../../mime/compose/types.ts'
import { safeFileName } from '../../util/file-name.ts'
import { trimEndOf } from '../../util/trim.ts'
import type { Bodies } from './fields.ts'
import type { OriginalMessage } from './original-message.ts'

/** What stands below an answer: who wrote when, and the original in quotes. */
export function quotedOriginal(original: OriginalMessage): { text: string; html: string } {
  const { fields, text } = original
  const date = fieldValue(fields, 'date')
  const line = `${date === '' ? '' : `On ${date}, `}${named(addressesOf(fields, 'from'))} wrote:`
  const lines = trimEndOf(text, /\n/).split('\n')
  // RFC 3676 §4.5: no blank behind a quote sign that another follows.
  const quoted = lines.map(each => (each.startsWith('>') ? `>${each}` : `> ${each}`.trimEnd())).join('\n')
  const style = 'margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex'
  return {
    text: `${line}\n${quoted}\n`,
    html: `<div class="gmail_quote"><div>${escaped(line)}<br></div><blockquote class="gmail_quote" style="${style}">${htmlOf(original)}</blockquote></div>`,
  }
}

/** What stands below the text of a forwarded message: the fields that matter, and the original as it is. */
export function forwardedOriginal(original: OriginalMessage): { text: string; html: string } {
  const { fields, text } = original
  const rows = [
    ['From', named(addressesOf(fields, 'from'))],
    ['Date', fieldValue(fields, 'date')],
    ['Subject', fieldValue(fields, 'subject')],
    ['To', named(addressesOf(fields, 'to'))],
    ['Cc', named(addressesOf(fields, 'cc'))],
  ].flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}`]))
  const head = ['---------- Forwarded message ---------', ...rows]
  return {
    text: `${head.join('\n')}\n\n${text}`,
    html: `<div class="gmail_quote"><div>${head.map(escaped).join('<br>')}<br><br></div>${htmlOf(original)}</div>`,
  }
}

/** A message's own bodies with what is quoted below them; `isHtml`: it is written as HTML. */
export function withQuote(own: Bodies, quote: { text: string; html: string }, isHtml: boolean): Bodies {
  const text = own.text ? `${trimEndOf(own.text, /\n/)}\n\n${quote.text}` : quote.text
  return { text, html: isHtml ? `${own.html ?? ''}<br>${quote.html}` : null }
}

/** The images that the HTML of the original shows. */
export function imagesOf({ html, parts }: OriginalMessage): InlineImage[] {
  return parts.flatMap(({ contentId, name, type, content }) => {
    const id = contentId?.replace(/^<(.*)>$/, '$1') ?? ''
    const isShown = /^[^\s<>"\p{Cc}]{1,200}$/u.test(id) && html?.includes(`cid:${id}`)
    return isShown ? [{ contentId: id, name: safeFileName(name), type, content }] : []
  })
}

function named(addresses: readonly Address[]): string {
  return addresses.map(fullAddress).join(', ')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** What stands in the body of the document, since it goes into another. */
function htmlOf({ html, text }: OriginalMessage): string {
  if (html === null) return `<div style="white-space:pre-wrap">${escaped(text)}</div>`
  const begin = /<body(?:\s[^<>]*)?>/i.exec(html)
  const inner = begin ? html.slice(begin.index + begin[0].length) : html.replace(/<!doctype[^<>]*>/i, '')
  const end = inner.toLowerCase().lastIndexOf('</body')
  return (end < 0 ? inner : inner.slice(0, end)).replace(/<\/?html(?:\s[^<>]*)?>/gi, '')
}
