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

/** A text cut to about as many pixels, with a mark where it was cut. */
export function cutTo(pixels: number): (text: string) => string {
  return text => {
    if (textWidth(text) <= pixels) return text
    let start = ''
    for (const letter of text) {
      if (textWidth(`${start}${letter}…`) > pixels) break
      start += letter
    }
    return `${start}…`
  }
}
