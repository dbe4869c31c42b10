import { join } from 'node:path'
import ts from 'typescript'
import { ROOT } from '../architecture/sources.ts'
import { type Block, placeOf } from './pages.ts'

/** What the pages may use without saying where it comes from: an open connection. */
const SURROUNDINGS = `import type { Connection } from 'gmailsql'
declare global { const db: Connection }
`

/** Type errors of TypeScript blocks as `page:line: message`; tsconfig.json says that the package's names mean the sources. */
export function typeErrors(blocks: readonly Block[]): string[] {
  const folder = join(ROOT, 'test', 'docs')
  const surroundings = join(folder, 'surroundings.d.ts')
  const files = new Map([[surroundings, SURROUNDINGS]])
  const places = new Map<string, Block>()
  blocks.forEach((block, index) => {
    const file = join(folder, `block-${index + 1}.ts`)
    files.set(file, `${block.text}\nexport {}\n`)
    places.set(file, block)
  })
  const options = compilerOptions()
  const program = ts.createProgram([...files.keys()], options, hostWith(files, options))
  return [...places].flatMap(([file, block]) => {
    const source = program.getSourceFile(file)
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return found.map(({ messageText, start = 0 }) => {
      const line = block.line + 1 + (source?.getLineAndCharacterOfPosition(start).line ?? 0)
      return `${placeOf({ ...block, line })}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
  })
}

function compilerOptions(): ts.CompilerOptions {
  const { config, error } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile)
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, ' '))
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT)
  // A page shows names to say that they are there.
  return { ...options, noUnusedLocals: false, noUnusedParameters: false }
}

function hostWith(files: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  return {
    ...host,
    fileExists: name => files.has(name) || host.fileExists(name),
    readFile: name => files.get(name) ?? host.readFile(name),
    getSourceFile: (name, version, onError) => {
      const text = files.get(name)
      return text === undefined
        ? host.getSourceFile(name, version, onError)
        : ts.createSourceFile(name, text, version)
    },
  }
}
