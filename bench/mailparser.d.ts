/** The part of mailparser that is measured; the package has no types of its own. */
declare module 'mailparser' {
  export function simpleParser(
    raw: Buffer,
  ): Promise<{ readonly text?: string; readonly html?: string | false }>
}
