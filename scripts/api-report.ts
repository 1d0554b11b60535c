import { resolve } from 'node:path'

import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { parseSync } from 'rolldown/utils'
import type { ESTree } from 'rolldown/utils'

const OTHER_PACKAGE = /^[@\w][^:]*$|^node:/

/** A top-level declaration; a function with overloads has several of one name. */
interface Declaration {
  readonly name: string
  readonly text: string
}

interface Parts {
  /** Statements that name other packages. */
  readonly imports: string[]
  readonly declarations: Declaration[]
  /** Public names by local ones. */
  readonly exported: Map<string, string>
}

/**
 * Says in TypeScript what one entry of a package offers: every export with its signature, then the types that these
 * speak of, each by name. Other packages are named, not followed. Comments and the order of files and members of
 * `index.ts` leave no trace.
 *
 * @param path - The entry's declarations, as built.
 */
export async function describeEntry(path: string): Promise<string> {
  const { imports, declarations, exported } = takeApart(withoutComments(await bundleDeclarations(path)))
  const isPublic = ({ name }: Declaration): boolean => exported.get(name) === name
  const shown = declarations.filter(isPublic)
  const spokenOf = declarations.filter((declaration) => !isPublic(declaration))
  const passedOn = [...exported].filter(([local]) => !shown.some(({ name }) => name === local))
  return [
    imports.toSorted().join('\n'),
    passedOn
      .map(([local, name]) => `export { ${local === name ? name : `${local} as ${name}`} }`)
      .toSorted()
      .join('\n'),
    shown.map(({ text }) => `export ${text.replace(/^declare /, '')}`).join('\n\n'),
    spokenOf.length === 0 ? '' : '// Not exported; the signatures above speak of it.',
    spokenOf.map(({ text }) => text).join('\n\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

async function bundleDeclarations(path: string): Promise<string> {
  const bundle = await rolldown({
    input: resolve(path),
    external: OTHER_PACKAGE,
    // The compiler has made the declarations; `oxc` only keeps the plugin from asking for a project to compile.
    plugins: [dts({ dtsInput: true, emitDtsOnly: true, oxc: true })],
    logLevel: 'warn',
  })
  const { output } = await bundle.generate({ format: 'es' })
  await bundle.close()
  return output[0].code
}

function withoutComments(code: string): string {
  let kept = ''
  let end = 0
  for (const comment of parse(code).comments) {
    kept += code.slice(end, comment.start).trimEnd()
    end = comment.end
  }
  return kept + code.slice(end)
}

function takeApart(code: string): Parts {
  const imports: string[] = []
  const declarations: Declaration[] = []
  const exported = new Map<string, string>()
  for (const statement of parse(code).program.body) {
    const text = code.slice(statement.start, statement.end)
    if (statement.type === 'ExportNamedDeclaration' && statement.source === null) {
      for (const { local, exported: name } of statement.specifiers) exported.set(toName(local), toName(name))
    } else if (statement.type === 'ImportDeclaration' || statement.type.startsWith('Export')) {
      imports.push(text)
    } else {
      declarations.push({ name: nameOf(statement), text })
    }
  }
  // Stable: the overloads of a function keep their order, which means something.
  declarations.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
  return { imports, declarations, exported }
}

function nameOf(statement: ESTree.Program['body'][number]): string {
  const named = statement.type === 'VariableDeclaration' ? statement.declarations[0] : statement
  if (named !== undefined && 'id' in named && named.id?.type === 'Identifier') return named.id.name
  throw new Error(`a declaration without a name: ${statement.type}`)
}

function toName(name: ESTree.ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name
}

function parse(code: string): ReturnType<typeof parseSync> {
  const result = parseSync('entry.d.ts', code)
  if (result.errors.length > 0) throw new Error(`declarations do not parse: ${result.errors[0]?.message}`)
  return result
}
