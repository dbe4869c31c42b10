import { nstring } from '../wire/format.ts'
import { type EnvelopeAddress, parseAddresses } from './addresses.ts'
import { type HeaderField, headerValue } from './headers.ts'

/** ENVELOPE (RFC 3501 §7.4.2): header texts unfolded, encoded words and dates as they stand. */
export function formatEnvelope(fields: readonly HeaderField[], utf8: boolean): string {
  const text = (name: string): string => nstring(headerValue(fields, name), utf8)
  const from = addressList(fields, 'from', utf8)
  const orFrom = (name: string): string => {
    const own = addressList(fields, name, utf8)
    return own === 'NIL' ? from : own
  }
  const parts = [
    text('date'),
    text('subject'),
    from,
    orFrom('sender'),
    orFrom('reply-to'),
    addressList(fields, 'to', utf8),
    addressList(fields, 'cc', utf8),
    addressList(fields, 'bcc', utf8),
    text('in-reply-to'),
    text('message-id'),
  ]
  return `(${parts.join(' ')})`
}

/** A header that is repeated (RFC 5322 forbids it, mail has it) counts with all its addresses. */
function addressList(fields: readonly HeaderField[], name: string, utf8: boolean): string {
  const value = fields
    .filter(field => field.name.toLowerCase() === name)
    .map(field => headerValue([field], name)!)
    .join(', ')
  const addresses = parseAddresses(value)
  if (addresses.length === 0) return 'NIL'
  return `(${addresses.map(address => formatAddress(address, utf8)).join('')})`
}

function formatAddress(address: EnvelopeAddress, utf8: boolean): string {
  const parts = [address.name, address.route, address.mailbox, address.host]
  return `(${parts.map(part => nstring(part, utf8)).join(' ')})`
}
