/**
 * Stands in every token, code and client secret that the tests' authorization server gives out, so that a secret is
 * known wherever it turns up: its length is a multiple of three, which keeps its base64 whole at each of three offsets.
 */
export const CANARY = 'kanar1en0V0gelRuft'

const NEEDLES = [CANARY, ...[0, 1, 2].map(inBase64)]

/** The places of `text` where a canary stands, as itself or in base64; it has no characters that a URL would change. */
export function canariesIn(text: string): string[] {
  return NEEDLES.flatMap(needle => {
    const at = text.indexOf(needle)
    return at === -1 ? [] : [text.slice(Math.max(0, at - 80), at + needle.length + 20)]
  })
}

/** What is the same in base64 whatever stands before and after, when it begins `offset` bytes into a group of three. */
function inBase64(offset: number): string {
  const text = Buffer.from('-'.repeat(offset) + CANARY).toString('base64')
  return text.slice(offset === 0 ? 0 : 4, Math.floor((CANARY.length + offset) / 3) * 4)
}
