import { badArgument, value } from './arguments.ts'
import { Family } from './define.ts'

/** FORMAT(x, …) is rewritten to FORMAT(GMAILSQL_PRINTF(x), …) where x is no format as written. */
export const printfFunction = new Family('internal').scalar({
  name: 'GMAILSQL_PRINTF',
  parameters: 'format',
  doc: 'The format of printf that it is given; an error for what is none.',
  example: ["GMAILSQL_PRINTF('%d')", '%d'],
  args: [value],
  call: given => {
    if (typeof given === 'string' && given.includes('%')) return given
    const hint =
      "FORMAT is printf, FORMAT('%.2f', x). TO_CHAR(x, 'FM999,990.00') and TO_CHAR(date, 'YYYY-MM-DD') take the value first."
    throw badArgument('FORMAT', given, 'a format with %', hint)
  },
})
