/** Size of a drawing, in CSS pixels at which its text is 12 high. */
export interface DrawingSize {
  readonly width: number
  readonly height: number
}

export function isNarrow({ width }: DrawingSize): boolean {
  return width < 500
}

/** Above this letters are as wide as they are high: CJK, Hangul, emoji. */
const WIDE_FROM = 0x2e80

/** About how wide a text is, without a screen to measure it on; rather too wide than too narrow. */
export function textWidth(text: string, fontSize = 12): number {
  let width = 0
  for (const letter of text)
    width += letter.codePointAt(0)! >= WIDE_FROM ? 1 : /[A-ZÀ-Þ@%MWmw]/.test(letter) ? 0.76 : 0.58
  return width * fontSize
}

/**
 * Word joiner, which has no width. The library keeps the widths of texts in an object by the text itself, without guarding
 * against `__proto__` and `constructor` (measured with zrender 6.1: a sender of that name changes Object.prototype), so no text
 * of a mail is given to it without this in front; the drawing leaves it out again.
 */
export const LABEL_MARK = '\u2060'

/** A text for the library to draw, cut to about as many pixels. */
export function labelOf(text: string, pixels: number): string {
  return LABEL_MARK + cutTo(text, pixels)
}

/** A text cut to about as many pixels, with a mark where it was cut. */
function cutTo(text: string, pixels: number): string {
  if (textWidth(text) <= pixels) return text
  let start = ''
  let width = textWidth('…')
  for (const letter of text) {
    width += textWidth(letter)
    if (width > pixels) break
    start += letter
  }
  return `${start}…`
}
