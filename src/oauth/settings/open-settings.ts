import type { SettingsOptions, SettingsStore } from '../types.ts'
import { type Keychain, loadKeychain } from './keychain.ts'
import { placeOf } from './location.ts'
import { MemorySettings } from './memory-settings.ts'
import { SettingsFile } from './settings-file.ts'
import { SqliteSettings } from './sqlite-settings.ts'
import { StoreKey } from './store-key.ts'

/** What stands in for a part of the machine. */
export interface SettingsSurroundings {
  /** Null is a machine without a keychain. */
  readonly keychain?: Keychain | null
}

/**
 * Opens the store that OAuthSettingsLocation names. A file is read through once, and made with the first secret that is
 * saved; its key is looked for then, too.
 *
 * @throws BAD_PROPERTY, MISSING_PROPERTY for the location; FILE_UNSAFE where others could read or exchange the file;
 * FILE_DAMAGED for a file of a newer version or another program, and for a damaged one that cannot be replaced.
 */
export async function openSettings(
  options: SettingsOptions,
  surroundings: SettingsSurroundings = {},
): Promise<SettingsStore> {
  const { env, onNotice } = options
  const place = placeOf(options.location, env)
  if (place.kind === 'memory') return new MemorySettings(place.id, onNotice)
  const { keychain } = surroundings
  const file = new SettingsFile(place.path, onNotice)
  const protection = await file.check()
  const key = new StoreKey({
    file,
    given: env['GMAILSQL_KEY'] || undefined,
    loadKeychain: keychain === undefined ? loadKeychain : async () => keychain,
    onNotice,
  })
  if (protection !== undefined) key.noteKind(protection)
  return new SqliteSettings({ file, key, onNotice })
}
