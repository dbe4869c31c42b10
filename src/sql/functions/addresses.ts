import { text } from './arguments.ts'
import { Family } from './define.ts'

const family = new Family('mail')

/** `"Last, First" <a@b>;c@d` at its semicolons; one in a quoted name parts nothing. */
function addressesIn(list: string): string[] {
  const addresses: string[] = []
  let begin = 0
  let mayClose = true
  for (let at = 0; at <= list.length; at++) {
    if (list[at] === '"' && mayClose) {
      const end = endOfQuoted(list, at)
      // Behind one that is not closed all are escaped, and none of them closes another: a second search is for nothing.
      if (end === null) mayClose = false
      else at = end
    } else if (at === list.length || list[at] === ';') {
      if (at > begin) addresses.push(list.slice(begin, at).trim())
      begin = at + 1
    }
  }
  return addresses
}

/** Where the name ends that begins there, or null. */
function endOfQuoted(list: string, start: number): number | null {
  for (let at = start + 1; at < list.length; at++) {
    if (list[at] === '\\') at++
    else if (list[at] === '"') return at
  }
  return null
}

function addressOf(given: string): string {
  return /<([^<>]*)>\s*$/.exec(given)?.[1]?.trim() ?? given.trim()
}

function nameOf(given: string): string | null {
  const name = /^(.*)<[^<>]*>\s*$/s.exec(given)?.[1]?.trim()
  if (!name) return null
  const quoted = /^"(.*)"$/s.exec(name)?.[1]
  return quoted === undefined ? name : quoted.replace(/\\(.)/gs, '$1')
}

export const addressFunctions = [
  ...family.scalar({
    name: 'HAS_ADDRESS',
    parameters: 'addresses, address',
    doc: '1 when the address is one of them, without case and whatever its name: HAS_ADDRESS([To], …).',
    example: ["HAS_ADDRESS('Ann <ann@x.example>;bob@x.example', 'ANN@x.example')", 1],
    args: [text, text],
    call: (list, wanted) => {
      const address = addressOf(wanted).toLowerCase()
      return addressesIn(list).some(each => addressOf(each).toLowerCase() === address)
    },
  }),
  ...family.scalar({
    name: 'ADDRESS',
    parameters: 'address',
    doc: 'The address without its name; of several the first.',
    example: ["ADDRESS('Ann Lee <ann@x.example>')", 'ann@x.example'],
    args: [text],
    call: list => addressOf(addressesIn(list)[0] ?? ''),
  }),
  ...family.scalar({
    name: 'ADDRESS_NAME',
    parameters: 'address',
    doc: 'The name before the address; NULL when there is none.',
    example: ["ADDRESS_NAME('Ann Lee <ann@x.example>')", 'Ann Lee'],
    args: [text],
    call: list => nameOf(addressesIn(list)[0] ?? ''),
  }),
  ...family.scalar({
    name: 'DOMAIN',
    parameters: 'address',
    doc: 'What stands behind the @ of the address, in small letters; NULL when nothing does.',
    example: ["DOMAIN('Ann Lee <ann@X.example>')", 'x.example'],
    args: [text],
    call: list => {
      const address = addressOf(addressesIn(list)[0] ?? '')
      return address.includes('@') ? address.slice(address.lastIndexOf('@') + 1).toLowerCase() : null
    },
  }),
]
