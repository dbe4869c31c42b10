import { fold } from './fold.ts'

/** Scripts that do not part words by blanks: where one ends is asked of Unicode's rules and dictionaries. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u
/** What stands together of these scripts. */
export const RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]+/gu
/** Such a run, or a word of other scripts. */
export const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}])[\p{L}\p{N}\p{M}])+/gu
const ASCII = /^[\x00-\x7f]*$/

/** Without case, and full-width letters as their usual form. */
export function plain(given: string): string {
  return ASCII.test(given) ? given.toLowerCase() : fold(given.normalize('NFKC'))
}
