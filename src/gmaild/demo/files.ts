import type { AttachmentPlan } from './plan.ts'
import { Random } from './random.ts'

const CONTENT_TYPES: Readonly<Record<AttachmentPlan['kind'], string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  csv: 'text/csv; charset=utf-8',
  ics: 'text/calendar; charset=utf-8; method=REQUEST',
  eml: 'message/rfc822',
}

export function contentTypeOf(kind: AttachmentPlan['kind']): string {
  return CONTENT_TYPES[kind]
}

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** The octets of an attached file: real beginnings and ends, so that a look at the type is right. */
export function fileOctets(file: AttachmentPlan, seed: number): Buffer {
  const random = new Random(seed ^ 0x5f11e)
  switch (file.kind) {
    case 'pdf':
      return padded(PDF_START, random.octets(Math.max(0, file.size - 400)), PDF_END)
    case 'png': {
      const pixel = Buffer.from(PIXEL, 'base64')
      return Buffer.concat([pixel, random.octets(Math.max(0, file.size - pixel.length))])
    }
    case 'ics':
      return Buffer.from(calendar(random))
    default:
      return Buffer.from(table(random, file.size))
  }
}

const PDF_START =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
  '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n4 0 obj<</Length 0>>stream\n'
const PDF_END = '\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'

function padded(start: string, middle: Buffer, end: string): Buffer {
  return Buffer.concat([Buffer.from(start), middle, Buffer.from(end)])
}

function table(random: Random, size: number): string {
  let text = 'date,region,units,revenue\r\n'
  while (text.length < size) {
    const day = `2026-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`
    text += `${day},${random.pick(['North', 'Süd', 'East', '西'])},${random.int(1, 900)},${random.int(1, 90_000)}.50\r\n`
  }
  return text
}

function calendar(random: Random): string {
  const day = `202611${String(random.int(10, 28))}`
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//gmailsql//demo//EN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:${random.int(1e6, 9e6)}@northwind.example`,
    `DTSTART:${day}T090000Z`,
    `DTEND:${day}T100000Z`,
    'SUMMARY:Review',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
  return lines.join('\r\n')
}

export function contentId(file: AttachmentPlan): string {
  return `${file.name.replace(/[^A-Za-z0-9.]/g, '')}@inline.example`
}
