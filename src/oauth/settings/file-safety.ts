import {
  type FilePurpose,
  inspectFile as inspectPrivateFile,
  type SafeFile,
  safePath as safePrivatePath,
  unusable as unusableFile,
} from '../../util/private-file.ts'

const SETTINGS: FilePurpose = {
  contents: 'OAuth settings',
  subject: 'The OAuth settings file',
  hint: 'What was saved before is as it was. OAuthSettingsLocation can name another file, or memory://name.',
}

/** The path of a settings file, or of one beside it. @throws FILE_UNSAFE */
export function safePath(path: string): string {
  return safePrivatePath(path, SETTINGS)
}

/** @returns undefined where there is nothing. @throws FILE_UNSAFE */
export function inspectFile(path: string): SafeFile | undefined {
  return inspectPrivateFile(path, SETTINGS)
}

/** An error of the disk or the system as one of ours. */
export function unusable(path: string, error: unknown) {
  return unusableFile(path, error, SETTINGS)
}
