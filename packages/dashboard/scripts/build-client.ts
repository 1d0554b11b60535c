/** Bundles the page into `src/client.generated.ts`: run it before `tsc` reads the package. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'

/** Of the script, smaller blocks make a smaller whole. */
const GZIP = { level: 9, memLevel: 7 }
/** All that is loaded before somebody opens the query view. */
const MAX_GZIP_BYTES = 60 * 1024
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
}
const pathOf = (file: string): string => fileURLToPath(new URL(`../src/${file}`, import.meta.url))

/** The one chunk that is loaded on demand needs nothing fetched before it: Vite's helper for that would be half a kilobyte. */
const plainImports = {
  name: 'plain-imports',
  enforce: 'pre' as const,
  load: (id: string): string | null =>
    id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load()' : null,
}

const result = (await build({
  configFile: false,
  logLevel: 'warn',
  root: pathOf('client'),
  base: './',
  plugins: [plainImports],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    write: false,
    // The first that have all of what the page calls, such as `URL.parse` and `Map.groupBy`.
    target: ['chrome126', 'firefox126', 'safari18'],
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      input: pathOf('client/main.tsx'),
      output: {
        entryFileNames: 'page.[hash].js',
        chunkFileNames: '[name].[hash].js',
        assetFileNames: 'page.[hash][extname]',
      },
    },
  },
})) as Rolldown.RolldownOutput

const assets = result.output.map((file) => {
  const text = file.type === 'chunk' ? file.code : String(file.source)
  const contentType = CONTENT_TYPES[file.fileName.split('.').at(-1) ?? '']
  if (contentType === undefined) throw new Error(`The bundler made ${file.fileName}, which nobody expects.`)
  const isLazy = file.type === 'chunk' && !file.isEntry
  return { name: file.fileName, contentType, gzip: gzipSync(text, GZIP), isLazy }
})
const nameOf = (extension: string): string => {
  const found = assets.find(({ name, isLazy }) => !isLazy && name.endsWith(`.${extension}`))
  if (found === undefined) throw new Error(`The bundler made no ${extension}.`)
  return found.name
}
const page = readFileSync(pathOf('client/page.html'), 'utf8')
  .replace(/>\s+</g, '><')
  .trim()
  .replace('page.js', nameOf('js'))
  .replace('page.css', nameOf('css'))

const sizeOf = (isLazy: boolean): number =>
  assets.filter((asset) => asset.isLazy === isLazy).reduce((sum, { gzip }) => sum + gzip.length, 0)
const gzipBytes = sizeOf(false) + gzipSync(page).length
if (gzipBytes > MAX_GZIP_BYTES)
  throw new Error(`The page has ${gzipBytes} bytes gzipped; at most ${MAX_GZIP_BYTES}.`)

writeFileSync(
  pathOf('client.generated.ts'),
  [
    '// Made by scripts/build-client.ts from src/client.',
    `export const PAGE: string = ${JSON.stringify(page)}`,
    'export const ASSETS: readonly { readonly name: string; readonly contentType: string; readonly gzip: string }[] = [',
    ...assets.map(
      ({ name, contentType, gzip }) =>
        `  ${JSON.stringify({ name, contentType, gzip: gzip.toString('base64') })},`,
    ),
    ']',
    '',
  ].join('\n'),
)
process.stdout.write(`page: ${gzipBytes} bytes gzipped, and ${sizeOf(true)} on demand\n`)
