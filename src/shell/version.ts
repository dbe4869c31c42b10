import { readFileSync } from 'node:fs'

/** From package.json, which is two folders up from the source and three from the build. */
export function packageVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    const version = versionIn(new URL(path, import.meta.url))
    if (version !== undefined) return version
  }
  return 'unknown'
}

function versionIn(file: URL): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const isOurs =
      typeof manifest === 'object' && manifest !== null && 'name' in manifest && 'version' in manifest
    return isOurs && manifest.name === 'gmailsql' ? String(manifest.version) : undefined
  } catch {
    return undefined
  }
}
