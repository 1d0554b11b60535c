import { defineConfig } from 'tsdown'

const shared = {
  cwd: import.meta.dirname,
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node24',
  fixedExtension: false,
  treeshake: true,
  sourcemap: false,
  clean: false,
} as const

/** Loaded by whoever configures them, never needed otherwise. */
const ON_DEMAND = ['@opentelemetry/sdk-node', '@opentelemetry/exporter-prometheus']

export default defineConfig([
  {
    ...shared,
    // On the application's thread: one copy of each part, and the API that the application itself has.
    entry: ['src/index.ts', 'src/register.ts'],
    dts: true,
    deps: { alwaysBundle: [/.*/], neverBundle: [/^node:/, '@opentelemetry/api', ...ON_DEMAND] },
  },
  {
    ...shared,
    // A thread or process of its own: nothing is shared with the application, so everything is inside.
    entry: ['src/hub-worker.ts', 'src/cli.ts'],
    dts: false,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    deps: { alwaysBundle: [/.*/], neverBundle: [/^node:/] },
  },
])
