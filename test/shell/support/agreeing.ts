import type { ConnectOptions } from '../../../src/index.ts'
import type { Loader } from '../../../src/shell/door.ts'
import { walk } from '../../support/oauth/user-agent.ts'

/** The library with another browser; without one of its own, one that goes through the pages and agrees. */
export function agreeing(load: Loader, openBrowser: ConnectOptions['openBrowser'] = agree): Loader {
  return {
    ...load,
    async library() {
      const library = await load.library()
      return {
        ...library,
        connect: (target, options) => library.connect(target, { ...options, openBrowser }),
      }
    },
  }
}

async function agree(url: string): Promise<void> {
  void walk(url).then(callback => fetch(callback))
}
