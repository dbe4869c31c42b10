import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageDirectory } from '../util/package-file.ts'

/** The reports that come with the package, by the name that the command takes. */
export const SHIPPED_REPORTS = {
  overview: 'what is in the mailbox, and when it came',
  senders: 'who writes to you, and who gets answers',
  newsletters: 'lists that come and are not read',
  storage: 'what takes the room',
} as const

export type ShippedReport = keyof typeof SHIPPED_REPORTS

export function isShippedReport(name: string): name is ShippedReport {
  return Object.hasOwn(SHIPPED_REPORTS, name)
}

/** Its Markdown. */
export function readShippedReport(name: ShippedReport): Promise<string> {
  return readFile(shippedReportPath(name), 'utf8')
}

export function shippedReportPath(name: ShippedReport): string {
  return join(packageDirectory(), 'reports', `${name}.md`)
}
