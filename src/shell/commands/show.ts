import type { ShellCommand } from '../command.ts'

export const show: ShellCommand = {
  name: '.show',
  group: 'The shell',
  usage: '.show',
  help: 'show what the commands have set',
  async run({ session: { settings, variables }, print }) {
    const values = Object.entries({ ...settings, variables: variables.size })
    const text = (value: unknown) => (value === true ? 'on' : value === false ? 'off' : String(value))
    await print(values.map(([name, value]) => `${name.padEnd(10)} ${text(value)}\n`).join(''))
  },
}
