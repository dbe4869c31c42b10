/** A script ended with an error that was told where it happened; only the exit code is left to say. */
export class ScriptFailure extends Error {
  readonly exitCode: number

  constructor(exitCode: number) {
    super('a statement of the script failed')
    this.name = 'ScriptFailure'
    this.exitCode = exitCode
  }
}
