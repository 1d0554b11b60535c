import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'scripts/test/**/*.test.ts',
      'stack/test/**/*.test.ts',
      'grafana/test/**/*.test.ts',
    ],
    // A hanging test is a bug to find; the limit only ends it. Processes and servers of real tests need seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Real programs are mostly waited for: two files at a time, also where there are but two cores.
    maxWorkers: 2,
  },
})
