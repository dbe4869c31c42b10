import { GmailSqlError } from '../util/errors.ts'

/** INSERT brings a value for each column that it names. @throws SYNTAX */
export function refuseOtherCount(columns: number, values: number): void {
  if (columns === values) return
  const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
  throw new GmailSqlError('SYNTAX', `${many(values, 'value')} for ${many(columns, 'column')}`, {
    hint: 'Name the columns behind the table, one for each value.',
  })
}
