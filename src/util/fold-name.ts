/** Names that differ only in this are the same to a reader. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
