import type { asn1 } from 'node-forge'

type Node = asn1.Asn1

const UNIVERSAL = 0
const INTEGER = 2
const OCTET_STRING = 4

/** Store, safe, bag: nothing that counts lies deeper, and every level is read again. */
const MAX_LAYERS = 3
/** A store of all public authorities has some 500 OCTET STRINGs with a structure in them. */
const MAX_OPENED = 2000
/** Shorter ones hold no parameters with salt and rounds. */
const SHORTEST_STRUCTURE = 16

/**
 * How many rounds of key derivation a PKCS#12 store asks for, all its parts together. MacData, PBE and PBKDF2
 * parameters each are a SEQUENCE in which the rounds follow the salt: an INTEGER right after an OCTET STRING (RFC
 * 7292, RFC 8018). `parse` opens the OCTET STRINGs that hold the unencrypted layers.
 *
 * @returns Infinity also when there is too much to look through
 */
export function derivationRounds(root: Node, parse: (der: string) => Node | null): number {
  let rounds = 0
  let opened = 0
  const open = [{ node: root, layer: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, layer } = next
    if (!Array.isArray(node.value)) continue
    node.value.forEach((child, index, children) => {
      if (octetsOf(children[index - 1]) !== null && isUniversal(child, INTEGER))
        rounds += integerOf(child.value)
      const octets = octetsOf(child)
      if (octets === null) open.push({ node: child, layer })
      if (octets === null || layer === MAX_LAYERS || !isStructure(octets)) return
      opened++
      const inner = opened > MAX_OPENED ? null : parse(octets)
      if (inner !== null) open.push({ node: inner, layer: layer + 1 })
    })
    if (opened > MAX_OPENED) return Number.POSITIVE_INFINITY
  }
  return rounds
}

/** The bytes of an OCTET STRING; of one in pieces (BER) all of them. */
function octetsOf(node: Node | undefined): string | null {
  if (node === undefined || !isUniversal(node, OCTET_STRING)) return null
  const { value } = node
  if (!Array.isArray(value)) return value
  return value.map(piece => (Array.isArray(piece.value) ? '' : piece.value)).join('')
}

/** Begins like a SEQUENCE. */
function isStructure(octets: string): boolean {
  return octets.length >= SHORTEST_STRUCTURE && octets.startsWith('0')
}

function isUniversal(node: Node | undefined, type: number): boolean {
  return node !== undefined && (node.tagClass as number) === UNIVERSAL && (node.type as number) === type
}

/** Beyond six bytes the number is out of all reason, and of Number. */
function integerOf(value: string | Node[]): number {
  if (typeof value !== 'string' || value.length > 6) return Number.POSITIVE_INFINITY
  const bytes = Buffer.from(value, 'latin1')
  return bytes.length === 0 ? 0 : bytes.readUIntBE(0, bytes.length)
}
