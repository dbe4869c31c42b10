import { trimEndOf } from './trim.ts'

/** In the file systems of Windows these are devices, with any extension. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i
/** Controls, marks that reorder what is read, and what some file system takes for something else. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029<>:"|?*/\\]/gu
/** Bytes of UTF-8; file systems take 255, and a number may come behind. */
const LONGEST = 200

/**
 * The name under which a file of a sender's may be written: the last part of a path, in no file system a device, a path, a
 * hidden file or an option of a command, and no longer than one takes.
 */
export function safeFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1)!
  const clean = trimEndOf(last.replace(UNSAFE, '_').replace(/^[\s.~-]+/, ''), /[\s.]/)
  const named = clean === '' ? 'attachment' : clean
  return shortened(DEVICES.test(named) ? `_${named}` : named)
}

/** The same name with a number before its extension, for one that is taken. */
export function numberedName(name: string, number: number): string {
  const [stem, extension] = splitName(name)
  return `${stem} (${number})${extension}`
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST) return name
  const [stem, extension] = splitName(name)
  const room = LONGEST - Buffer.byteLength(extension)
  let kept = ''
  let bytes = 0
  for (const character of stem) {
    bytes += Buffer.byteLength(character)
    if (bytes > room) break
    kept += character
  }
  return kept + extension
}

/** An extension is short: what stands behind the last dot of a long sentence is none. */
function splitName(name: string): [string, string] {
  const match = /^(.+)(\.[^.\s]{1,16})$/su.exec(name)
  return match ? [match[1]!, match[2]!] : [name, '']
}
