import { close, constants, fstat, open, read, type Stats } from 'node:fs'
import { promisify } from 'node:util'
import { GmailSqlError, systemCode } from '../../util/errors.ts'
import type { Notice } from '../../util/notice.ts'
import type { Secret } from '../../util/secret.ts'
import { type CertType, unreadable } from './key-errors.ts'

export interface StoreLocation {
  readonly type: CertType
  readonly cert: Secret
  /** False: a file that others may read is refused instead of used with a notice. */
  readonly allowLooseFile: boolean
  readonly onNotice: (notice: Notice) => void
}

/** Stores of keys have some kilobytes; anything larger is another file. */
const MAX_BYTES = 1_000_000
const OTHERS_READ = 0o044

/**
 * The bytes of the store that OAuthJWTCert names or holds.
 *
 * @throws CERT_UNREADABLE, MISSING_PROPERTY (no OAuthJWTCert), FILE_UNSAFE.
 */
export async function readStoreBytes(location: StoreLocation): Promise<Buffer> {
  const text = location.cert.reveal()
  if (text.trim() === '') {
    throw new GmailSqlError(
      'MISSING_PROPERTY',
      `OAuthJWTCert is needed with OAuthJWTCertType=${location.type}`,
      {
        hint: 'It is the path of the service account’s key file, or with a …BLOB type its content.',
      },
    )
  }
  const bytes = location.type.endsWith('BLOB')
    ? blobBytes(text, location.type)
    : await fileBytes(text, location)
  if (bytes.length === 0) throw unreadable('is empty (0 bytes)', 'Export the key again.')
  return bytes
}

function blobBytes(text: string, type: CertType): Buffer {
  if (text.length > MAX_BYTES * 1.4) throw tooLarge(`${text.length} characters`)
  const isText = type === 'PEMKEY_BLOB' || type === 'GOOGLEJSONBLOB'
  if (isText && /-----BEGIN |^\s*\{/.test(text)) return Buffer.from(text)
  const bare = text.replace(/\s+/g, '')
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(bare) && bare.length % 4 !== 1) return Buffer.from(bare, 'base64')
  const wanted = isText ? 'the text of the key, or base64 of it' : 'base64'
  throw unreadable(
    `is not ${wanted}, which OAuthJWTCertType=${type} takes`,
    `For a path set ${fileTypeOf(type)}.`,
  )
}

function fileTypeOf(type: CertType): string {
  const files = {
    PFXBLOB: 'PFXFILE',
    JKSBLOB: 'JKSFILE',
    PEMKEY_BLOB: 'PEMKEY_FILE',
    GOOGLEJSONBLOB: 'GOOGLEJSON',
  }
  return Object.entries(files).find(([blob]) => blob === type)?.[1] ?? type
}

async function fileBytes(path: string, location: StoreLocation): Promise<Buffer> {
  refuseContent(path, location.type)
  const handle = await openFile(path)
  try {
    const stats = await promisify(fstat)(handle)
    if (!stats.isFile()) throw unsafe(path, 'is not a plain file')
    if (stats.size > MAX_BYTES) throw tooLarge(`${path}: ${stats.size} bytes`)
    checkMode(path, stats, location)
    return await readWhole(handle, stats.size)
  } finally {
    await promisify(close)(handle)
  }
}

/** A type without BLOB and the key itself as value: its text must not come back in “no such file”. */
function refuseContent(path: string, type: CertType): void {
  if (path.length <= 1024 && !/[\r\n\0]|^\s*(?:-----BEGIN|\{)/.test(path)) return
  throw unreadable(
    `holds ${path.length} characters that are no path, which OAuthJWTCertType=${type} takes`,
    'For the content itself set the …BLOB type.',
  )
}

async function openFile(path: string): Promise<number> {
  try {
    // O_NONBLOCK: a FIFO is refused instead of waited for.
    return await promisify(open)(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    const errno = systemCode(error) || 'unknown'
    throw unreadable(`cannot be read: ${path} (${errno})`, 'Look at the path and at who may read the file.')
  }
}

/** One byte more is asked for: a file that grew meanwhile is not taken by halves. */
async function readWhole(handle: number, size: number): Promise<Buffer> {
  const buffer = Buffer.alloc(size + 1)
  let length = 0
  for (;;) {
    const { bytesRead } = await promisify(read)(handle, buffer, length, buffer.length - length, length)
    length += bytesRead
    if (bytesRead === 0 || length > size) return buffer.subarray(0, length)
  }
}

function checkMode(path: string, stats: Stats, { allowLooseFile, onNotice }: StoreLocation): void {
  // Windows has no such bits; what Node reports there is made up.
  if (process.getuid === undefined || (stats.mode & OTHERS_READ) === 0) return
  const mode = (stats.mode & 0o777).toString(8).padStart(4, '0')
  if (!allowLooseFile) throw unsafe(path, `may be read by others (mode ${mode})`)
  const message = `The key file ${path} may be read by others (mode ${mode}); chmod 600 keeps it yours.`
  onNotice({ code: 'KEY_FILE_LOOSE', message })
}

function unsafe(path: string, what: string): GmailSqlError {
  const hint = 'Name a plain file of your own with mode 0600.'
  return new GmailSqlError('FILE_UNSAFE', `The key file ${path} ${what}`, { hint })
}

function tooLarge(what: string): GmailSqlError {
  return unreadable(`is larger than a key store (${what})`, `At most ${MAX_BYTES} bytes are read.`)
}
