export interface Credentials {
  readonly user: string
  readonly secret: string
}

/** RFC 4616: authorization identity NUL user NUL password. */
export function readPlain(response: string): Credentials | undefined {
  const parts = response.split('\0')
  if (parts.length < 3) return undefined
  return { user: parts[1]!, secret: parts[2]! }
}

/** Google's XOAUTH2: `user=…^Aauth=Bearer …^A^A`. */
export function readXoauth2(response: string): Credentials | undefined {
  const found = /^user=([^\x01]+)\x01auth=Bearer ([^\x01]+)\x01\x01$/i.exec(response)
  return found === null ? undefined : { user: found[1]!, secret: found[2]! }
}

/** RFC 7628: `n,a=user,^A key=value … ^Aauth=Bearer …^A^A`; without `a=` the token names the user. */
export function readBearer(response: string): Credentials | undefined {
  const found =
    /^n,(?:a=([^,]*))?,\x01(?:[^\x01]+\x01)*?auth=Bearer ([^\x01]+)\x01(?:[^\x01]+\x01)*\x01$/i.exec(response)
  if (found === null) return undefined
  return { user: (found[1] ?? '').replaceAll('=2C', ',').replaceAll('=3D', '='), secret: found[2]! }
}
