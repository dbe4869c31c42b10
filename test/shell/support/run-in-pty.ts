import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface PtyTask {
  readonly command: readonly string[]
  readonly columns: number
  /** 24 unless given. */
  readonly rows?: number
  readonly env: Readonly<Record<string, string>>
  /** What to wait for on the screen, and what to type then. */
  readonly steps: readonly (readonly [string, string])[]
}

/** Runs a command in a real pseudo-terminal, by Python's `pty`. */
export async function runInPty(task: PtyTask): Promise<{ screen: string; status: number }> {
  const python = spawn('python3', [join(import.meta.dirname, 'run_in_pty.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  python.stdin.end(JSON.stringify(task))
  let answer = ''
  python.stdout.on('data', chunk => {
    answer += String(chunk)
  })
  await new Promise((resolve, reject) => {
    python.on('error', reject)
    python.on('close', resolve)
  })
  const { screen, status } = JSON.parse(answer) as { screen: string; status: number }
  return { screen: Buffer.from(screen, 'base64').toString('utf8'), status }
}
