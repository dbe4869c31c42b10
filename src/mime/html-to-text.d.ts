/** The part of html-to-text that is used; the package has no types of its own. */
declare module 'html-to-text' {
  interface Element {
    readonly attribs?: Readonly<Record<string, string>>
    readonly children: readonly Element[]
  }

  interface Builder {
    addInline(text: string): void
  }

  type Walk = (elements: readonly Element[], builder: Builder) => void
  type Formatter = (element: Element, walk: Walk, builder: Builder) => void

  interface Options {
    readonly wordwrap: false
    readonly limits: {
      readonly maxInputLength: number | undefined
      readonly maxDepth?: number
      readonly ellipsis?: string
    }
    readonly formatters: Readonly<Record<string, Formatter>>
    readonly selectors: readonly {
      readonly selector: string
      readonly format?: string
      readonly options?: Readonly<Record<string, boolean | number>>
    }[]
  }

  export function compile(options: Options): (html: string) => string
}
