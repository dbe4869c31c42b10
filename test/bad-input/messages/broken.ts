import { messageOf } from './make.ts'

const MIXED = 'multipart/mixed; boundary=B'
const encoded = (encoding: string, body: string) =>
  messageOf('text/plain; charset=utf-8', body, `Content-Transfer-Encoding: ${encoding}\r\n`)

/** What is wrong with a message, the message, and the text that can be recovered (RFC 2045, RFC 2046). */
export const BROKEN: readonly (readonly [what: string, raw: string, text: string])[] = [
  [
    'cut off in base64',
    messageOf(MIXED, '--B\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8'),
    'hello',
  ],
  ['without a boundary', messageOf('multipart/mixed', 'text'), 'text'],
  ['with an empty boundary', messageOf('multipart/mixed; boundary=""', '--\r\n\r\nx\r\n----\r\n'), 'x'],
  [
    'with one boundary inside itself',
    messageOf(MIXED, `--B\r\nContent-Type: ${MIXED}\r\n\r\n--B\r\n\r\nx\r\n--B--\r\n--B--\r\n`),
    'x',
  ],
  [
    'with a boundary that begins another',
    messageOf(MIXED, `--B\r\nContent-Type: ${MIXED}B\r\n\r\n--BB\r\n\r\nx\r\n--BB--\r\n--B--\r\n`),
    'x',
  ],
  ['in bad base64', encoded('base64', 'a$GV sb=G8\r\n=='), 'hello'],
  ['in bad quoted-printable', encoded('quoted-printable', '=ZZ =4 =\r\nend='), '=ZZ =4 end'],
  ['in an encoding that nobody knows', encoded('x-rot13', 'text'), 'text'],
  ['with a type that is none', messageOf('/', 'text'), 'text'],
]
