import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { MOST_OCTETS } from '../../mail/most-octets.ts'
import type { AttachedFile, InlineImage } from '../../mime/compose/types.ts'
import { GmailSqlError, systemCode } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'
import { localPath, type ProcedureInputs } from '../call.ts'
import { checkedText } from './input-text.ts'

/**
 * The files of `Attachment#`, `AttachmentData#` and `AttachmentContent#`.
 * @throws MISSING_INPUT, BAD_INPUT, FILE_UNSAFE, MESSAGE_LIMIT naming the input
 */
export async function readAttachments(inputs: ProcedureInputs): Promise<AttachedFile[]> {
  const files: AttachedFile[] = []
  for (const number of numbersOf(inputs, 'Attachment')) {
    const given = contentOf(inputs, 'Attachment', number)
    const field = `Attachment#${number}`
    const name = checkedText(inputs, field)
    if (name === undefined)
      throw new GmailSqlError('MISSING_INPUT', `the attachment ${number} has no name`, {
        hint: `Give ${field}.`,
      })
    files.push(given ? { name: lastPart(name), content: given } : await readFileAt(name, field))
  }
  checkSum(files)
  return files
}

/**
 * The images of `InlineImage#`, `InlineImageData#` and `InlineImageContent#`.
 * @throws as readAttachments
 */
export async function readInlineImages(inputs: ProcedureInputs): Promise<InlineImage[]> {
  const images: InlineImage[] = []
  for (const number of numbersOf(inputs, 'InlineImage')) {
    const given = contentOf(inputs, 'InlineImage', number)
    const field = `InlineImage#${number}`
    const name = checkedText(inputs, field)
    if (name === undefined)
      throw new GmailSqlError('MISSING_INPUT', `the image ${number} has no name`, { hint: `Give ${field}.` })
    const file = given ? { name, content: given } : await readFileAt(name, field)
    const contentId = file.name.replace(/^<(.*)>$/, '$1')
    if (!/^[^\s<>"]{1,200}$/.test(contentId))
      throw new GmailSqlError('BAD_INPUT', `${field} cannot be "${contentId.slice(0, 100)}"`, {
        hint: 'The HTML names it as src="cid:name": a word without blanks.',
      })
    const type = imageType(file.content)
    const extension = extname(contentId) === '' ? `.${type.split('/')[1]}` : ''
    images.push({ name: lastPart(contentId) + extension, content: file.content, contentId, type })
  }
  checkSum(images)
  return images
}

/** The numbers that a call gives, with or without content, in ascending order. */
function numbersOf(inputs: ProcedureInputs, kind: string): number[] {
  const pattern = new RegExp(`^${kind}(?:Data|Content)?#(\\d+)$`)
  const numbers = [...inputs.keys()].flatMap(key => {
    const number = pattern.exec(key)?.[1]
    return number === undefined ? [] : [Number(number)]
  })
  return [...new Set(numbers)].toSorted((a, b) => a - b)
}

function contentOf(inputs: ProcedureInputs, kind: string, number: number): Uint8Array | null {
  const names = [`${kind}Data#${number}`, `${kind}Content#${number}`]
  const given = names.filter(name => inputs.has(name))
  if (given.length === 2)
    throw new GmailSqlError('BAD_INPUT', `${names.join(' and ')} are given together`, { hint: 'Give one.' })
  return given.length === 0 ? null : octetsOf(inputs.get(given[0]!)!, given[0]!)
}

/** A BLOB as it is, a text as base64 (RFC 4648 §4 or §5), blanks left out. */
function octetsOf(value: SqlValue, field: string): Uint8Array {
  if (value instanceof Uint8Array) return value
  const text = String(value).replace(/\s+/g, '')
  if (/^[\w+/-]*={0,2}$/.test(text) && text.replaceAll('=', '').length % 4 !== 1)
    return Buffer.from(text, 'base64')
  throw new GmailSqlError('BAD_INPUT', `${field} is no base64`, {
    hint: 'Give the content in base64, or bind a Buffer.',
  })
}

/** What stands behind the last slash: no path of the sender's machine goes out. */
function lastPart(name: string): string {
  return name.split(/[/\\]/).at(-1) || 'attachment'
}

/**
 * A plain file, whole.
 * @throws BAD_INPUT when it is not there or changes meanwhile, FILE_UNSAFE when it is no plain file, MESSAGE_LIMIT
 */
async function readFileAt(given: string, field: string): Promise<AttachedFile> {
  const path = localPath(field, given)
  try {
    // A FIFO would keep waiting for somebody who writes.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    return { name: basename(path), content: await readWhole(file, path, field) }
  } catch (error) {
    if (error instanceof GmailSqlError) throw error
    const code = systemCode(error)
    const what = code === 'ENOENT' ? 'there is no file' : `cannot be read (${code || String(error)}):`
    throw new GmailSqlError('BAD_INPUT', `${field}: ${what} ${path}`, {
      hint: `Give the path of a file, or its content as ${field.replace('#', 'Data#')}.`,
    })
  }
}

async function readWhole(file: FileHandle, path: string, field: string): Promise<Buffer> {
  const before = await file.stat()
  if (!before.isFile())
    throw new GmailSqlError('FILE_UNSAFE', `${field}: ${path} is no plain file`, {
      hint: 'Folders, devices and pipes cannot be attached.',
    })
  if (before.size > MOST_OCTETS) throw tooLarge(`${field}: ${path} has ${before.size} bytes`)
  const content = Buffer.alloc(before.size + 1)
  let length = 0
  for (;;) {
    const { bytesRead } = await file.read(content, length, content.length - length)
    length += bytesRead
    if (bytesRead === 0 || length === content.length) break
  }
  const after = await file.stat()
  if (length === before.size && after.mtimeMs === before.mtimeMs) return content.subarray(0, length)
  throw new GmailSqlError('BAD_INPUT', `${field}: ${path} changed while it was read`, { hint: 'Try again.' })
}

function checkSum(files: readonly AttachedFile[]): void {
  const sum = files.reduce((octets, { content }) => octets + content.length, 0)
  if (sum > MOST_OCTETS) throw tooLarge(`the files have ${sum} bytes together`)
}

function tooLarge(what: string): GmailSqlError {
  return new GmailSqlError('MESSAGE_LIMIT', `${what}, and a message may have ${MOST_OCTETS}`, {
    hint: 'Attach less, or send a link.',
  })
}

const MAGIC: readonly (readonly [start: string, type: string])[] = [
  ['89504e47', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['47494638', 'image/gif'],
  ['52494646', 'image/webp'],
  ['424d', 'image/bmp'],
  ['3c', 'image/svg+xml'],
]

/** By how it begins: the name of an inline image has no extension as a rule. */
function imageType(content: Uint8Array): string {
  const start = Buffer.from(content.subarray(0, 4)).toString('hex')
  return MAGIC.find(([magic]) => start.startsWith(magic))?.[1] ?? 'image/png'
}
