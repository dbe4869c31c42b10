/**
 * Octets of UTF-8 in one encoded word, which may have 75 characters (RFC 2047 §2): few enough for the first to stand on the line of
 * `Subject:`, since a line that ends behind the colon comes out with a blank before the text in some readers.
 */
const WORD_OCTETS = 39
/** A line is folded at blanks, so a longer run of characters could not be kept under the limit of a line. */
const LONGEST_RUN = 60

/**
 * The value of an unstructured field: as it is where that is safe, else encoded words, so that it comes out as it went in,
 * blanks at its ends and what looks like an encoded word included.
 */
export function encodeHeaderText(text: string): string {
  const isPlain =
    /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text) &&
    !text.includes('=?') &&
    text.split(' ').every(run => run.length <= LONGEST_RUN)
  return isPlain || text === '' ? text : words(text).join(' ')
}

/** Split between characters: a word is decoded by itself (RFC 2047 §5). */
function words(text: string): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const character of text) {
    if (Buffer.byteLength(piece) + Buffer.byteLength(character) > WORD_OCTETS) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece].map(each => `=?UTF-8?B?${Buffer.from(each).toString('base64')}?=`)
}
