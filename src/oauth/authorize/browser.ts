/**
 * Opens the address in the user's browser. Rejects when that did not work, perhaps a while later; fulfilled when, and if
 * ever, what opened it ends well.
 */
export type BrowserOpener = (url: string) => Promise<void>

/**
 * The default browser, started by an argument list and never by a shell. On a machine without a screen the opener starts
 * well and ends with a status a moment later, so its end is watched.
 */
export const openBrowser: BrowserOpener = async url => {
  // Loaded here: a sign-in is rare, and the package looks at the machine when it is loaded.
  const { default: open } = await import('open')
  const opener = await open(url)
  const status =
    opener.exitCode ??
    (await new Promise<number | null>((resolve, reject) => {
      opener.once('exit', resolve)
      opener.once('error', reject)
    }))
  // null: ended by a signal, as a browser that is closed hard.
  if (status !== null && status !== 0) throw new Error(`the opener ended with status ${status}`)
}
