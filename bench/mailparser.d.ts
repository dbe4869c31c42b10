/** The parts of mailparser that are used here; the package has no types of its own. */
declare module 'mailparser' {
  interface AddressList {
    readonly value: readonly { readonly name: string; readonly address?: string | undefined }[]
  }

  interface ParsedMail {
    readonly text?: string
    readonly html?: string | false
    readonly from?: AddressList
    readonly to?: AddressList
    readonly cc?: AddressList
    readonly subject?: string
    readonly messageId?: string
    readonly inReplyTo?: string
    readonly date?: Date
    readonly attachments: readonly { readonly filename?: string; readonly content: Buffer }[]
  }

  interface ParserOptions {
    readonly skipHtmlToText?: boolean
    readonly skipTextToHtml?: boolean
    readonly skipImageLinks?: boolean
  }

  export function simpleParser(raw: Buffer, options?: ParserOptions): Promise<ParsedMail>
}
