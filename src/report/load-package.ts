import { GmailSqlError, systemCode } from '../util/errors.ts'

/**
 * A library of reports, none of which need be installed.
 * @throws NOT_SUPPORTED naming the package when it is not
 */
export async function loadPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    const isMissing = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(systemCode(error))
    const reason = isMissing ? 'is not installed' : `cannot be loaded: ${systemCode(error) || String(error)}`
    throw new GmailSqlError('NOT_SUPPORTED', `a report needs the package ${name}, which ${reason}`, {
      hint: `npm install ${name}`,
    })
  }
}
