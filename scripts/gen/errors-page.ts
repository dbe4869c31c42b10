import { ERROR_CODES } from '../../src/util/errors.ts'
import { code, generatedFrom, plain, table, yesNo } from './markdown.ts'

const INTRODUCTION = `# Errors

Every error is a \`GmailSqlError\`. Its \`code\` is one of this table and never changes its meaning; \`message\` says what
happened and to which value, \`hint\` what can be done, \`sqlState\` is the five characters that SQL tools know, \`position\`
is the line and column in the statement or connection string, and \`retryable\` says whether the same call may succeed
later. No error holds a secret, and none has a \`cause\`, because the errors of network libraries carry tokens.

\`\`\`ts
import { isGmailSqlError } from 'gmailsql'

try {
  await db.query('SELECT Subjct FROM Inbox')
} catch (error) {
  if (isGmailSqlError(error) && error.code === 'NO_COLUMN') console.error(error.message, error.hint)
  else throw error
}
\`\`\`
`

/** docs/errors.md. */
export function errorsPage(): string {
  const rows = Object.entries(ERROR_CODES).map(([name, row]) => [
    code(name),
    code(row.sqlState),
    yesNo('retryable' in row),
    plain(row.doc),
  ])
  const codes = table(['code', 'SQLSTATE', 'retryable', 'meaning'], rows)
  return `${generatedFrom('src/util/errors.ts')}\n${INTRODUCTION}\n${codes}\n`
}
