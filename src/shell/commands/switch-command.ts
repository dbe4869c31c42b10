import type { ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'
import type { Settings } from '../settings.ts'

type SwitchName = 'timing' | 'headers' | 'bail' | 'expanded' | 'confirm' | 'pager'

/**
 * A command that shows or changes a setting that is on or off. Without an argument a spelling of psql changes it to the
 * other, as it does there.
 */
export function switchCommand(
  key: SwitchName,
  parts: Pick<ShellCommand, 'aliases' | 'group' | 'help'>,
): ShellCommand {
  const name = `.${key}`
  return {
    name,
    ...parts,
    usage: `${name} [on|off]`,
    argument: ['on', 'off'],
    async run({ session, spelling, print }, argument) {
      const { settings } = session
      const wanted = argument === '' && spelling.startsWith('\\') ? textOf(!settings[key]) : argument
      if (wanted !== '') settings[key] = isOn(name, wanted)
      if (wanted !== argument) await print(`${key} is ${wanted}\n`)
      else if (wanted === '') await print(`${textOf(settings[key])}\n`)
    },
  }
}

function textOf(isOnNow: Settings[SwitchName]): string {
  return isOnNow ? 'on' : 'off'
}

/** @throws BAD_VALUE for anything but on and off, and what other shells take for them */
export function isOn(name: string, argument: string): boolean {
  const word = argument.toLowerCase()
  if (['on', 'true', 'yes', '1'].includes(word)) return true
  if (['off', 'false', 'no', '0'].includes(word)) return false
  throw new GmailSqlError('BAD_VALUE', `${name} takes on or off, not "${argument}"`, {
    hint: `Example: ${name} on`,
  })
}
