import { sidebar } from '../pages/sidebar.ts'
import { slugOf } from '../pages/slug.ts'

/** Two braces in a span of code are code, and nothing of Vue's. */
function keepBraces(md: Renders): void {
  const render = md.renderer.rules['code_inline']!
  md.renderer.rules['code_inline'] = (...given) => render(...given).replace('<code>', '<code v-pre>')
}

interface Renders {
  readonly renderer: { readonly rules: Record<string, (...given: readonly unknown[]) => string> }
}

/** Prepared by `site/build.ts`. */
export default {
  title: 'gmailsql',
  description: 'A Gmail account as SQL tables, live over IMAP.',
  srcDir: 'dist/pages',
  outDir: 'dist/html',
  cacheDir: 'dist/cache',
  head: [['link', { rel: 'icon', href: '/icon.svg' }]],
  markdown: {
    anchor: { slugify: slugOf },
    config: keepBraces,
  },
  themeConfig: {
    logo: '/icon.svg',
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Get started', link: '/get-started' },
      { text: 'Questions', link: '/faq' },
      { text: 'All pages', link: '/map' },
      { text: '日本語', link: '/ja' },
    ],
    sidebar: sidebar(),
    footer: {
      message: 'Apache License 2.0. Gmail is a trademark of Google, who neither made nor endorse this.',
    },
  },
}
