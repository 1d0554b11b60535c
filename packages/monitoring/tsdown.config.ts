import { defineConfig } from 'tsdown'

const BUILTIN_IMPORT =
  /^import\s*(?:(?<whole>[\w$]+)|\*\s*as\s+(?<all>[\w$]+)|\{(?<names>[^}]*)\})\s*from\s*"(?<builtin>node:[\w/]+)";?$/gm
const DECLARATIONS = /\.d\.ts$/
const BEYOND_ASCII = /[\u0080-\uffff]/g

/**
 * Makes what is loaded small.
 *
 * - Node's own modules are taken without `import`: for that Node wraps each of them and reads every one of its
 *   getters, which loads what nobody asked for (WebCrypto, readline, the line differ): 15 ms at the start.
 * - A module with one character beyond ASCII is kept by Node at two bytes each.
 */
const lean = {
  name: 'lean',
  renderChunk(code: string, { fileName }: { fileName: string }): string {
    if (DECLARATIONS.test(fileName)) return code
    const rewritten = code.replace(BUILTIN_IMPORT, (_statement, ...rest) => {
      const { whole, all, names, builtin } = rest.at(-1) as Record<string, string | undefined>
      const target = whole ?? all ?? `{${names?.replaceAll(' as ', ': ')}}`
      return `const ${target} = globalThis.process.getBuiltinModule("${builtin}");`
    })
    if (/^import[^(;]*"node:/m.test(rewritten))
      throw new Error('a built-in module is imported in an unknown way')
    return rewritten
  },
  generateBundle(_options: object, bundle: Record<string, { code?: string }>): void {
    for (const [fileName, chunk] of Object.entries(bundle)) {
      if (chunk.code !== undefined && !DECLARATIONS.test(fileName))
        chunk.code = chunk.code.replace(BEYOND_ASCII, escapeCharacter)
    }
  },
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Parts of the hub that know nothing of it: the name of their file, and which modules they are. */
const HUB_PARTS = [
  ['yaml', /node_modules.yaml./],
  ['expressions', /node_modules.re2js./],
  ['grammar', /node_modules.@(?:lezer|prometheus-io)./],
  ['promql', /packages.promql.dist./],
  ['rules', /packages.alerts.dist.rules./],
  ['history', /packages.history.dist./],
  ['server', /node_modules.(?:hono|@hono)./],
  ['page', /packages.dashboard.dist./],
  ['machine', /node_modules.(?:systeminformation|@opentelemetry)./],
] as const

const shared = {
  cwd: import.meta.dirname,
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node24',
  fixedExtension: false,
  // Reading `globalThis.CloseEvent` and not using it would load undici.
  treeshake: { propertyReadSideEffects: false },
  sourcemap: false,
  clean: false,
} as const

export default defineConfig([
  {
    ...shared,
    plugins: [lean],
    // On the application's thread: one copy of each part, and the API that the application itself has.
    entry: ['src/index.ts', 'src/register.ts'],
    dts: true,
    outputOptions: { comments: false },
    deps: { alwaysBundle: [/.*/], neverBundle: [/^node:/, '@opentelemetry/api'] },
  },
  {
    ...shared,
    plugins: [lean],
    // A thread or process of its own: nothing is shared with the application, so everything is inside.
    entry: ['src/hub-worker.ts', 'src/cli.ts'],
    dts: false,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    deps: { alwaysBundle: [/.*/], neverBundle: [/^node:(?!http2$)/] },
    alias: { 'node:http2': `${import.meta.dirname}/src/without-http2.ts` },
    // The same for both, and loaded by the worker only once its globals are in place. Several: what V8 needs to read one
    // of a megabyte stays with the process.
    outputOptions: {
      codeSplitting: {
        groups: [
          ...HUB_PARTS.map(([name, test]) => ({ name, test, priority: 1 })),
          { name: 'hub', test: /hub.dist.index\.js$/, includeDependenciesRecursively: true },
        ],
      },
    },
  },
])
