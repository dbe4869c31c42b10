/** Capital letters and others that differ from their small form only. */
const CASED = /\p{Changes_When_Casefolded}/gu
const ASCII = /^[\x00-\x7f]*$/
const folded = new Map<string, string>()

/**
 * A text without the difference of case, character by character, so that places in it stay what they were. `ß` and `İ`, whose
 * other forms are two characters, are left as they are.
 */
export function fold(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : text.replace(CASED, foldCharacter)
}

function foldCharacter(character: string): string {
  let small = folded.get(character)
  if (small === undefined) {
    const forms = [character.toUpperCase().toLowerCase(), character.toLowerCase(), character]
    small = forms.find(form => form.length === character.length)!
    folded.set(character, small)
  }
  return small
}
