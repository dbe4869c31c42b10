/** Property and input names that hold secrets, also spaced or quoted, up to the sign that a value follows. */
const SECRET_NAME =
  /(?:pass\s?word|passwd|passphrase|secret|token|verifier|assertion)[\w\s"'`\]]{0,24}(?:=|:(?!\/\/))/i

/** Whether the text looks as if it held a secret; it may say yes too often. */
export function holdsSecret(text: string): boolean {
  return SECRET_NAME.test(text)
}

/**
 * Watches lines as they are typed, which may be well before they are run. The name of a secret can stand on an
 * earlier line than its value, so a line counts as secret when its statement so far does.
 */
export class SecretWatch {
  #statement = ''

  isSecret(line: string): boolean {
    const text = `${this.#statement}\n${line}`
    this.#statement = line.includes(';') ? '' : text
    return holdsSecret(text)
  }

  reset(): void {
    this.#statement = ''
  }
}
