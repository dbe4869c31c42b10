/** Property and input names that hold secrets, also spaced or quoted, up to the sign that a value follows. */
const SECRET_NAME =
  /(?:pass\s?word|passwd|passphrase|secret|token|verifier|assertion)[\w\s"'`\]]{0,24}(?:=|:(?!\/\/))/i
/** `.set Password x` has no sign between name and value. */
const SECRET_VARIABLE = /^\s*[.\\]set\s+(?=\S*(?:passw|passphrase|secret|token))\S+\s/i
/** `gmail://me:secret@gmail.com`. */
const SECRET_URL = /[a-z]:\/\/[^\s/@:]*:[^\s/@]+@/i

/** Whether the text looks as if it held a secret; it may say yes too often. */
export function holdsSecret(text: string): boolean {
  return SECRET_NAME.test(text) || SECRET_VARIABLE.test(text) || SECRET_URL.test(text)
}
