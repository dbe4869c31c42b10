import { endpointError } from '../http/http-errors.ts'
import { type ExchangePorts, hostOf } from './ports.ts'

const ASSUMED_SECONDS = 3600
/** Longer is a mistake of the server: a token believed for years is found dead only in the middle of work. */
const LONGEST_SECONDS = 30 * 86_400

/**
 * `expires_in` in whole seconds. Missing (RFC 6749 §5.1 lets it) is 3600, with a notice; digits as a text are taken;
 * more than 30 days is 30 days, with a notice.
 *
 * @throws OAUTH_ENDPOINT when it is not a positive number.
 */
export function readLifetime(value: unknown, ports: Pick<ExchangePorts, 'endpoints' | 'onNotice'>): number {
  const host = hostOf(ports.endpoints.token)
  if (value === undefined || value === null) {
    const message = `${host} does not say how long the token lives; ${ASSUMED_SECONDS} s are assumed.`
    ports.onNotice?.({ code: 'OAUTH_EXPIRES_IN', message })
    return ASSUMED_SECONDS
  }
  const seconds = Math.floor(numberOf(value))
  if (!(seconds > 0 && Number.isFinite(seconds))) {
    throw endpointError(`${host} answered with a token whose expires_in is not a positive number`)
  }
  if (seconds <= LONGEST_SECONDS) return seconds
  const message = `${host} gives the token ${seconds} s; ${LONGEST_SECONDS} s (30 days) are believed.`
  ports.onNotice?.({ code: 'OAUTH_EXPIRES_IN', message })
  return LONGEST_SECONDS
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
}
