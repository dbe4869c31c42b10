import type { ShellCommand } from '../command.ts'
import { again } from './again.ts'
import { ask } from './ask.ts'
import { BRANCH_COMMANDS } from './branch.ts'
import { chart } from './chart.ts'
import { crosstab } from './crosstab.ts'
import { edit } from './edit.ts'
import { gset } from './gset.ts'
import { help } from './help.ts'
import { last, maxRows } from './last.ts'
import { promptText, theme } from './look.ts'
import { mode } from './mode.ts'
import { nullValue } from './null-value.ts'
import { connections, open } from './open.ts'
import { once, output } from './output.ts'
import { print } from './print.ts'
import { queries, runSaved, save } from './queries.ts'
import { quit } from './quit.ts'
import { read } from './read.ts'
import { functions, procedures } from './routines.ts'
import { describe, schema } from './schema.ts'
import { set, unset } from './set.ts'
import { shell } from './shell.ts'
import { show } from './show.ts'
import { bail, confirm, expanded, headers, pager, timing } from './switches.ts'
import { syntax } from './syntax.ts'
import { tables, views } from './tables.ts'
import { watch } from './watch.ts'

/** By group, in the order of `.help`. */
export const COMMANDS: readonly ShellCommand[] = [
  tables,
  views,
  schema,
  describe,
  procedures,
  functions,
  again,
  watch,
  last,
  chart,
  crosstab,
  mode,
  expanded,
  headers,
  nullValue,
  maxRows,
  pager,
  timing,
  output,
  once,
  read,
  edit,
  save,
  runSaved,
  queries,
  set,
  unset,
  gset,
  ask,
  print,
  ...BRANCH_COMMANDS,
  bail,
  confirm,
  open,
  connections,
  theme,
  promptText,
  shell,
  show,
  syntax,
  help,
  quit,
]
