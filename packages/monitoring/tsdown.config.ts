import { defineConfig } from 'tsdown'

export default defineConfig({
  cwd: import.meta.dirname,
  entry: ['src/index.ts', 'src/register.ts', 'src/hub-worker.ts', 'src/cli.ts'],
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node24',
  fixedExtension: false,
  // One file for a user to load and one copy of each part; the API stays the one that the application has.
  deps: {
    alwaysBundle: [/.*/],
    neverBundle: [
      /^node:/,
      '@opentelemetry/api',
      '@opentelemetry/sdk-node',
      '@opentelemetry/exporter-prometheus',
    ],
  },
  dts: true,
  treeshake: true,
  minify: false,
  sourcemap: false,
  clean: true,
})
