/** `npm run site`: the pages of docs/ as a site in site/dist/html, with the reference of the library. */
import { build } from 'vitepress'
import { preparePages } from './pages/prepare.ts'
import { writeReference } from './pages/reference.ts'

preparePages()
await writeReference()
await build(import.meta.dirname)
