/** Bundles the page into `src/client.generated.ts`: run it before `tsc` reads the package. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'

const MAX_GZIP_BYTES = 20 * 1024
const pathOf = (file: string): string => fileURLToPath(new URL(`../src/${file}`, import.meta.url))

const result = (await build({
  configFile: false,
  logLevel: 'warn',
  root: pathOf('client'),
  build: {
    write: false,
    target: 'baseline-widely-available',
    modulePreload: false,
    rollupOptions: {
      input: [pathOf('client/main.ts'), pathOf('client/page.css')],
      output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
})) as Rolldown.RolldownOutput

const script = result.output.find((file) => file.type === 'chunk' && file.name === 'main')
const style = result.output.find((file) => file.fileName.endsWith('.css'))
if (script?.type !== 'chunk' || style?.type !== 'asset')
  throw new Error('The bundler made no script or no style sheet.')

const assets = [
  asset('page', 'js', 'text/javascript; charset=utf-8', script.code),
  asset('page', 'css', 'text/css; charset=utf-8', String(style.source)),
]
const page = assets.reduce(
  (html, { plainName, name }) => html.replace(`assets/${plainName}`, `assets/${name}`),
  readFileSync(pathOf('client/page.html'), 'utf8').replace(/>\s+</g, '><').trim(),
)

const gzipBytes = [page, ...assets.map(({ body }) => body)].reduce(
  (sum, body) => sum + gzipSync(body, { level: 9 }).length,
  0,
)
if (gzipBytes > MAX_GZIP_BYTES)
  throw new Error(`The page has ${gzipBytes} bytes gzipped; at most ${MAX_GZIP_BYTES}.`)

writeFileSync(
  pathOf('client.generated.ts'),
  [
    '// Made by scripts/build-client.ts from src/client.',
    `export const PAGE: string = ${JSON.stringify(page)}`,
    'export const ASSETS: readonly { readonly name: string; readonly contentType: string; readonly body: string }[] = [',
    ...assets.map(({ name, contentType, body }) => `  ${JSON.stringify({ name, contentType, body })},`),
    ']',
    '',
  ].join('\n'),
)
process.stdout.write(`page: ${gzipBytes} bytes gzipped\n`)

function asset(
  base: string,
  extension: string,
  contentType: string,
  code: string,
): { plainName: string; name: string; contentType: string; body: string } {
  const body = code.trim()
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { plainName: `${base}.${extension}`, name: `${base}.${hash}.${extension}`, contentType, body }
}
