import {
  base64Lines,
  type Charset,
  encodeCharset,
  encodeHeader,
  encodeParameter,
  quotedPrintable,
} from './charsets.ts'
import { contentId, contentTypeOf, fileOctets } from './files.ts'
import type { Person } from './people.ts'
import type { AttachmentPlan, MailPlan } from './plan.ts'
import { Random } from './random.ts'
import { fillIn, htmlBody, textBody } from './wording.ts'

/** A message as octets. The same plan gives the same octets, always. */
export function compose(plan: MailPlan): string {
  const random = new Random(plan.seed)
  const body = plan.rawBody ?? makeBody(plan, random)
  return `${headerFields(plan)}${body}`
}

function headerFields(plan: MailPlan): string {
  const people = (list: readonly Person[]): string => list.map(p => formatPerson(p, plan)).join(',\r\n ')
  const fields = new Map<string, string | null>([
    ['Date', formatDate(plan.time, plan.from.zone)],
    ['From', formatPerson(plan.from, plan)],
    ['To', plan.to.length === 0 ? null : people(plan.to)],
    ['Cc', plan.cc === undefined ? null : people(plan.cc)],
    ['Bcc', plan.bcc === undefined ? null : people(plan.bcc)],
    [
      'Subject',
      encodeHeader(fillIn(plan.subject, new Random(plan.seed ^ 0x51)), plan.charset, plan.encoding),
    ],
    ['Message-ID', plan.messageId],
    ['In-Reply-To', plan.references.at(-1) ?? null],
    ['References', plan.references.length === 0 ? null : plan.references.join('\r\n ')],
    ['MIME-Version', '1.0'],
    ...plan.headers,
  ])
  for (const [name, value] of Object.entries(plan.override ?? {})) fields.set(name, value)
  return [...fields].map(([name, value]) => (value === null ? '' : `${name}: ${value}\r\n`)).join('')
}

function formatPerson(person: Person, plan: MailPlan): string {
  if (person.name === '') return person.address
  if (/^[\w .'-]+$/.test(person.name) && !person.name.includes('.'))
    return `${person.name} <${person.address}>`
  if (/^[\x20-\x7e]+$/.test(person.name)) return `"${person.name}" <${person.address}>`
  const charset = fits(person.name, plan.charset) ? plan.charset : 'utf-8'
  return `${encodeHeader(person.name, charset, plan.encoding)} <${person.address}>`
}

function fits(text: string, charset: Charset): boolean {
  return charset === 'utf-8' || !encodeCharset(text, charset).includes('?')
}

const DAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function formatDate(time: number, zone: number): string {
  const local = new Date(time + zone * 60_000)
  const two = (n: number): string => String(n).padStart(2, '0')
  const clock = local.toISOString().slice(11, 19)
  const offset = `${zone < 0 ? '-' : '+'}${two(Math.floor(Math.abs(zone) / 60))}${two(Math.abs(zone) % 60)}`
  const day = `${DAY_NAMES[local.getUTCDay()]}, ${two(local.getUTCDate())} ${MONTH_NAMES[local.getUTCMonth()]}`
  return `${day} ${local.getUTCFullYear()} ${clock} ${offset}`
}

function makeBody(plan: MailPlan, random: Random): string {
  const text = textBody(plan, random)
  const inline = plan.attachments.filter(file => file.inline === true)
  const attached = plan.attachments.filter(file => file.inline !== true)
  let content = textPart('plain', text, plan)
  if (plan.html) {
    let html = textPart('html', htmlBody(text, inline), plan)
    if (inline.length > 0) {
      html = multipart('related', [html, ...inline.map(file => filePart(file, plan))], random)
    }
    content = multipart('alternative', [content, html], random)
  }
  if (attached.length === 0) return content
  return multipart('mixed', [content, ...attached.map(file => filePart(file, plan))], random)
}

function multipart(subtype: string, parts: readonly string[], random: Random): string {
  const boundary = `=_${subtype}_${random.int(1e8, 9e8).toString(36)}`
  const joined = parts.map(part => `--${boundary}\r\n${part}\r\n`).join('')
  return `Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\n${joined}--${boundary}--\r\n`
}

function textPart(subtype: 'plain' | 'html', text: string, plan: MailPlan): string {
  const charset = fits(text, plan.charset) ? plan.charset : 'utf-8'
  const octets = encodeCharset(text, charset)
  const type = `Content-Type: text/${subtype}; charset=${charset}`
  const transfer = (name: string): string => `${type}\r\nContent-Transfer-Encoding: ${name}\r\n\r\n`
  if (!/[\x80-\xff]/.test(octets) && !octets.split('\r\n').some(line => line.length > 990)) {
    return transfer('7bit') + octets
  }
  if (plan.encoding === 'B') return `${transfer('base64')}${base64Lines(octets)}\r\n`
  return transfer('quoted-printable') + quotedPrintable(octets)
}

function filePart(file: AttachmentPlan, plan: MailPlan): string {
  const disposition = `Content-Disposition: ${file.inline === true ? 'inline' : 'attachment'}${fileName(file)}`
  if (file.kind === 'eml') {
    const inner = compose({
      ...plan,
      seed: plan.seed ^ 0xe1,
      attachments: [],
      html: false,
      headers: [],
      references: [],
    })
    return `Content-Type: message/rfc822\r\n${disposition}\r\n\r\n${inner}`
  }
  const id = file.inline === true ? `Content-ID: <${contentId(file)}>\r\n` : ''
  const head = `Content-Type: ${contentTypeOf(file.kind)}${legacyName(file)}\r\n${disposition}\r\n${id}`
  return `${head}Content-Transfer-Encoding: base64\r\n\r\n${base64Lines(fileOctets(file, plan.seed))}`
}

function fileName(file: AttachmentPlan): string {
  return file.naming === 'rfc2047'
    ? quotedName('filename', file.name)
    : encodeParameter('filename', file.name)
}

/** Many programs repeat the name in Content-Type, encoded as RFC 2047 forbids and everyone reads. */
function legacyName(file: AttachmentPlan): string {
  return quotedName('name', file.name)
}

function quotedName(parameter: string, name: string): string {
  const pieces = encodeHeader(name, 'utf-8', 'B')
  return `;\r\n ${parameter}="${pieces}"`
}
