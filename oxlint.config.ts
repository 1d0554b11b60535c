import { defineConfig } from 'oxlint'
import type { OxlintOverride } from 'oxlint'

/** Who may import whom: a package sees only what stands behind it here. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  conventions: [],
  protocol: ['conventions'],
  instruments: ['conventions'],
  tracking: ['conventions', 'instruments'],
  errors: ['conventions', 'instruments'],
  dashboard: ['conventions', 'protocol'],
  hub: ['conventions', 'protocol', 'instruments', 'dashboard'],
  monitoring: ['conventions', 'protocol', 'instruments', 'tracking', 'errors'],
  testing: [],
}

/** Only the distribution constructs parts of the OpenTelemetry SDK. */
const SDK = [
  '@opentelemetry/sdk-*',
  '@opentelemetry/exporter-*',
  '@opentelemetry/core',
  '@opentelemetry/resources',
]

const layerRules = Object.entries(LAYERS).map(([name, allowed]): OxlintOverride => ({
  files: [`packages/${name}/src/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: ['@cryo/*', ...allowed.flatMap((other) => [`!@cryo/${other}`])],
            message: `packages/${name} may import only ${allowed.join(', ') || 'no other package'}: see LAYERS in oxlint.config.ts.`,
          },
          { group: ['**/packages/**', '../../*/src/**'], message: 'Import another package by its name.' },
          ...(name === 'monitoring'
            ? []
            : [{ group: SDK, message: 'Only packages/monitoring constructs SDK parts.' }]),
        ],
      },
    ],
  },
}))

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  options: { typeAware: true },
  ignorePatterns: ['**/dist/**', 'artifacts/**', '**/node_modules/**'],
  rules: {
    'import/no-cycle': 'error',
    // Shared memory, decoded bytes and the global registry are typed where they are read: an assertion is their only form.
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
  },
  overrides: layerRules,
})
