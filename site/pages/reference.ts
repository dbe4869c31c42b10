import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application } from 'typedoc'
import { load as markdown } from 'typedoc-plugin-markdown'
import { ENTRIES, nameOf } from './entries.ts'
import { PAGES, ROOT } from './places.ts'

const API = join(PAGES, 'api')

/** The exported names of the package, a page for each of its doors. */
export async function writeReference(): Promise<void> {
  const options = {
    plugin: [markdown],
    outputs: [{ name: 'markdown', path: API }],
    entryPoints: ENTRIES.map(name => join(ROOT, 'src', name === 'index' ? 'index.ts' : `${name}/index.ts`)),
    tsconfig: join(ROOT, 'tsconfig.build.json'),
    // npm run types does.
    skipErrorChecking: true,
    readme: 'none',
    disableSources: true,
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    router: 'module',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    logLevel: 'Error',
  }
  const application = await Application.bootstrapWithPlugins(options as object)
  const project = await application.convert()
  if (!project) throw new Error('typedoc could not read the sources')
  await application.generateOutputs(project)
  // The list of modules, which the sidebar has.
  rmSync(join(API, 'README.md'))
  for (const name of ENTRIES) entitle(join(API, `${name}.md`), nameOf(name))
}

function entitle(file: string, title: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^# .*$/m, `# ${title}`))
}
