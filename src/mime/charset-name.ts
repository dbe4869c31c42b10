import { trimEndOf } from '../util/trim.ts'

/** Names that senders give to bytes whose charset they do not know, and ASCII, which has no bytes from 0x80. */
const UNNAMED =
  /^(us-ascii|ascii|ansi_x3\.4-\d{4}|unknown-8bit|x-unknown|unknown|default|x-user-defined|binary|8bit|7bit|none|)$/
const UTF_8 = /^utf-?8$/

/** A charset parameter as it is compared: lower case, without what senders leave around it. */
export function charsetName(charset: string): string {
  return trimEndOf(charset.replace(/^[\s"']+/, ''), /[\s"';,]/).toLowerCase()
}

/** @param name as `charsetName` gives it */
export function saysNothing(name: string): boolean {
  return UNNAMED.test(name)
}

/** @param name as `charsetName` gives it */
export function isUtf8Name(name: string): boolean {
  return UTF_8.test(name)
}
