import type { Address } from './message.ts'

/** `Ann Lee <ann@example.com>`, or the address alone where there is no name. */
export function fullAddress({ name, address }: Address): string {
  return name === '' ? address : `${name} <${address}>`
}
