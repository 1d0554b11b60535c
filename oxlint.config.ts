import { defineConfig } from 'oxlint'
import type { OxlintOverride } from 'oxlint'

/** Who may import whom: a package sees only what stands behind it here. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  conventions: [],
  promql: [],
  alerts: ['conventions', 'promql'],
  protocol: ['conventions', 'alerts'],
  instruments: ['conventions'],
  tracking: ['conventions', 'instruments'],
  errors: ['conventions', 'instruments'],
  progress: ['conventions', 'instruments'],
  health: ['conventions', 'instruments'],
  history: ['conventions', 'promql', 'protocol'],
  dashboard: ['conventions', 'protocol'],
  // Of errors the hub takes the fingerprint alone: errors of other languages are grouped by it too.
  hub: [
    'conventions',
    'protocol',
    'instruments',
    'errors/fingerprint',
    'alerts',
    'promql',
    'history',
    'dashboard',
  ],
  monitoring: [
    'conventions',
    'protocol',
    'instruments',
    'tracking',
    'errors',
    'progress',
    'health',
    'alerts',
  ],
  testing: [],
}

/** Only the distribution, and the tests, construct parts of the OpenTelemetry SDK. */
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
          ...(name === 'monitoring' || name === 'testing'
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
    // Awaiting one thing after the other is what a loop with await says.
    'no-await-in-loop': 'off',
    // Fields of other libraries that we look at are named by them.
    'no-underscore-dangle': 'off',
    'no-unused-vars': [
      'error',
      { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
    ],
    // These two know only the browser's window.
    'unicorn/require-post-message-target-origin': 'off',
    'unicorn/prefer-add-event-listener': 'off',
    // A closure that could stand outside is often read best where it is used.
    'unicorn/consistent-function-scoping': 'off',
    'oxc/no-map-spread': 'off',
    'promise/no-promise-in-callback': 'off',
    'promise/always-return': 'off',
    // A second argument of expect says which of many cases failed.
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    'vitest/require-mock-type-parameters': 'off',
    // Assertions that several tests share stand in functions of their own.
    'vitest/no-standalone-expect': 'off',
    'vitest/expect-expect': 'off',
    // The compiler holds switches to be exhaustive, and callers in JavaScript to nothing: values are made sure of.
    'typescript/consistent-return': 'off',
    'typescript/no-base-to-string': 'off',
    'typescript/no-unnecessary-type-conversion': 'off',
    // `import '@cryo/monitoring/register'` is how the product starts.
    'import/no-unassigned-import': 'off',
    // Express 5 takes async handlers; version 4 is only tested with others.
    'oxc/no-async-endpoint-handlers': 'off',
    'import/no-cycle': 'error',
    // Shared memory, decoded bytes and the global registry are typed where they are read: an assertion is their only form.
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
  },
  overrides: [
    ...layerRules,
    {
      files: ['**/test/**'],
      rules: {
        // Fixtures take Node's own methods apart to inject faults, and plain numbers stand for enums.
        'typescript/unbound-method': 'off',
        'typescript/no-unsafe-enum-assignment': 'off',
        'typescript/no-misused-promises': 'off',
        // Conditions change by callbacks and getters.
        'no-unmodified-loop-condition': 'off',
      },
    },
    // Builders of panels and variables say by `sort` how Grafana sorts.
    { files: ['grafana/src/**'], rules: { 'unicorn/no-array-sort': 'off' } },
    // The two entries that run outside the application's thread.
    {
      files: ['packages/monitoring/src/hub-worker.ts', 'packages/monitoring/src/commands/run-hub.ts'],
      rules: { 'no-restricted-imports': 'off' },
    },
  ],
})
