/** What the user should know and did not ask: a row of `sys_warnings`, a line on stderr in the shell. */
export interface Notice {
  /** Stable word for programs, e.g. `MAX_ROWS`. */
  readonly code: string
  readonly message: string
}
