import type { ShellCommand } from '../command.ts'
import { help } from './help.ts'
import { mode } from './mode.ts'
import { quit } from './quit.ts'
import { schema } from './schema.ts'
import { tables } from './tables.ts'
import { timing } from './timing.ts'

/** In the order of `.help`. */
export const COMMANDS: readonly ShellCommand[] = [tables, schema, mode, timing, help, quit]
