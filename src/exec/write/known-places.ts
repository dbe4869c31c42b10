import type { CallOptions, Engine } from '../../sqlite/engine.ts'

/** Where a message is, or was when it was last seen there. */
export interface KnownPlace {
  readonly path: string
  readonly uid: number
  readonly msgId: string
}

/**
 * A place of each message that the store has seen: in one of `paths`, else where `anywhere` says so in any mailbox.
 * Nobody has been asked whether it is there still.
 */
export async function knownPlaces(
  msgIds: readonly string[],
  { paths, anywhere }: { readonly paths: readonly string[]; readonly anywhere: boolean },
  { engine, call }: { readonly engine: Engine; readonly call: CallOptions },
): Promise<KnownPlace[]> {
  const sql = `SELECT b.path, l.uid, m.msgid FROM message m JOIN location l ON l.message_key = m.key
    JOIN mailbox b ON b.id = l.mailbox_id AND b.retired_at IS NULL
    WHERE m.msgid IN (SELECT value FROM json_each(?)) AND (? OR b.path IN (SELECT value FROM json_each(?)))`
  const rows = await engine.all(sql, [JSON.stringify(msgIds), Number(anywhere), JSON.stringify(paths)], call)
  const places = rows.map(([path, uid, msgId]) => ({ path, uid, msgId }) as KnownPlace)
  const best = new Map<string, KnownPlace>()
  for (const place of places) {
    const known = best.get(place.msgId)
    if (!known || (paths.includes(place.path) && !paths.includes(known.path))) best.set(place.msgId, place)
  }
  return [...best.values()]
}
