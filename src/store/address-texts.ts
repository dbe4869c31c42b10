import { fullAddress } from '../mail/address-text.ts'
import type { Address, Envelope } from '../mail/message.ts'
import { jsonText } from './json-text.ts'

/** In lower case; null of an address without one. */
export function domainOf(address: string): string | null {
  const at = address.lastIndexOf('@')
  return at < 0 ? null : address.slice(at + 1).toLowerCase()
}

/** `a@x.example;b@y.example`; null for none. */
export function plainList(addresses: readonly Address[]): string | null {
  if (addresses.length < 2) return addresses[0]?.address ?? null
  return addresses.map(({ address }) => address).join(';')
}

/** The same with names. */
export function fullList(addresses: readonly Address[]): string | null {
  if (addresses.length < 2) return addresses.length === 0 ? null : fullAddress(addresses[0]!)
  return addresses.map(fullAddress).join(';')
}

/**
 * What the view Recipients makes rows of, as JSON; NULL for none. Roles in their order, each with a list of
 * `[name, local part, domain]`, or `"from"` where it is that of the authors, as most Sender and Reply-To are (RFC 9051 §7.5.2
 * fills them in). An address that the two parts do not give back letter by letter stands behind them.
 */
export function addressList({ from, sender, replyTo, to, cc, bcc }: Envelope): string | null {
  const roles =
    listOf('from', from, null) +
    listOf('sender', sender, from) +
    listOf('reply-to', replyTo, from) +
    listOf('to', to, null) +
    listOf('cc', cc, null) +
    listOf('bcc', bcc, null)
  return roles === '' ? null : `{${roles.slice(1)}}`
}

function listOf(role: string, addresses: readonly Address[], authors: readonly Address[] | null): string {
  if (addresses.length === 0) return ''
  if (authors !== null && areSame(addresses, authors)) return `,"${role}":"from"`
  const list = addresses.length === 1 ? partsOf(addresses[0]!) : addresses.map(partsOf).join()
  return `,"${role}":[${list}]`
}

function areSame(some: readonly Address[], others: readonly Address[]): boolean {
  if (some === others) return true
  const isSame = (one: Address, index: number) => {
    const other = others[index]!
    return one === other || (one.name === other.name && one.address === other.address)
  }
  return some.length === others.length && some.every(isSame)
}

function partsOf({ name, address }: Address): string {
  const at = address.lastIndexOf('@')
  const nameText = jsonText(name || null)
  if (at < 0) return `[${nameText},${jsonText(address)},null]`
  const written = address.slice(at + 1)
  const domain = written.toLowerCase()
  const whole = written === domain ? '' : `,${jsonText(address)}`
  return `[${nameText},${jsonText(address.slice(0, at))},${jsonText(domain)}${whole}]`
}
