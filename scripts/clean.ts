/** Removes what an older build left: files that no source makes any more would be published. */
import { rmSync } from 'node:fs'

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true })
