import type { BodyPart } from '../../src/mail/message.ts'

/** A leaf without a number: {@link multipart} and {@link numbered} give it one. */
export function leaf(type: string, rest: Partial<BodyPart> = {}): BodyPart {
  return {
    part: '',
    type,
    params: {},
    disposition: null,
    dispositionParams: {},
    contentId: null,
    encoding: '7bit',
    size: 10,
    children: [],
    ...rest,
  }
}

export function attachment(type: string, name: string): BodyPart {
  return leaf(type, { disposition: 'attachment', dispositionParams: { filename: name } })
}

export function multipart(subtype: string, ...children: BodyPart[]): BodyPart {
  return leaf(`multipart/${subtype}`, { encoding: null, size: null, children })
}

/** The structure with the numbers of RFC 9051 §6.4.5.1. */
export function numbered(root: BodyPart): BodyPart {
  return root.type.startsWith('multipart/') ? number(root, '') : { ...root, part: '1' }
}

function number(part: BodyPart, path: string): BodyPart {
  const children = part.children.map((child, i) =>
    number(child, path === '' ? `${i + 1}` : `${path}.${i + 1}`),
  )
  return { ...part, part: path, children }
}
