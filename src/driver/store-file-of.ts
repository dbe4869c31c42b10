import { parseConnection } from './connection-string.ts'
import { storePlace } from './store-place.ts'

/**
 * The file that keeps the messages of a connection from one to the next; null where nothing lasts. It need not be there yet.
 * @throws BAD_PROPERTY and what else is wrong with the connection string; MISSING_PROPERTY without User
 */
export function storeFileOf(connection: string): string | null {
  return storePlace(parseConnection(connection))?.path ?? null
}
