import { GmailSqlError, systemCode } from '../util/errors.ts'

/**
 * A format whose library need not be installed.
 * @throws NOT_SUPPORTED naming the package when it is not
 */
export async function optionalPackage<T>(format: string, name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    const isMissing = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(systemCode(error))
    const reason = isMissing ? 'is not installed' : `cannot be loaded: ${systemCode(error) || String(error)}`
    throw new GmailSqlError('NOT_SUPPORTED', `INTO ${format}:// needs the package ${name}, which ${reason}`, {
      hint: `npm install ${name}`,
    })
  }
}
