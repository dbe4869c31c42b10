import { isOn } from './commands/switch-command.ts'
import type { Session } from './session.ts'
import { checkVariableName } from './variables.ts'

/** Sets a variable; psql's ON_ERROR_STOP is the setting of `.bail` as well. */
export function setVariable(
  { variables, settings }: Pick<Session, 'variables' | 'settings'>,
  name: string,
  value: string,
): void {
  checkVariableName(name)
  if (name === 'ON_ERROR_STOP') settings.bail = value === '' || isOn(name, value)
  variables.set(name, value)
}
