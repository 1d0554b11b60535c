import { mkdirSync, readFileSync } from 'node:fs'

import { build } from './build.ts'
import { packAll } from './pack-all.ts'
import { publicPackages } from './public-packages.ts'
import { runStep } from './run-step.ts'

const REPORT = 'artifacts/test-report.json'
let passed = 0
let failed = 0

function check(ok: boolean): void {
  if (ok) passed++
  else failed++
}

// Tests run on what was built and packed: without it every one of them would fail for the same reason.
const built = build() && packAll()
check(built)
if (built) {
  check(runStep('format', 'oxfmt', ['--check']))
  check(runStep('lint and layers', 'oxlint', ['--type-aware', '--deny-warnings']))
  check(runStep('types of tests and scripts', 'tsc', ['-p', 'tsconfig.test.json']))
  check(runStep('types of tests of the page', 'tsc', ['-p', 'tsconfig.test.client.json']))
  check(runStep('unused files, exports and dependencies', 'knip', []))
  check(runStep('docs of the configuration', 'node', ['scripts/generate-configuration-docs.ts', '--check']))
  check(runStep('docs of the telemetry', 'node', ['scripts/generate-telemetry-docs.ts', '--check']))
  check(runStep('docs of the alert rules', 'node', ['stack/generate-alert-docs.ts', '--check']))
  check(runStep('dashboards of Grafana', 'node', ['grafana/generate.ts', '--check']))
  check(runStep('reports of what the packages offer', 'node', ['scripts/generate-api-reports.ts', '--check']))
  check(runStep('declarations as users compile them', 'tsc', ['-p', 'tsconfig.declarations.json']))
  for (const dir of publicPackages()) {
    check(runStep(`publint ${dir}`, 'publint', ['--strict', dir]))
    check(runStep(`types as published: ${dir}`, 'attw', ['--pack', dir, '--profile', 'esm-only', '--quiet']))
  }
  // Without Go the tests of the stack are left out, and say so; CRYO_REQUIRE_STACK=1 makes that a failure.
  const hasStack = runStep('programs of the stack', 'node', ['stack/build.ts'])
  if (process.env['CRYO_REQUIRE_STACK'] === '1') check(hasStack)
  mkdirSync('artifacts', { recursive: true })
  runStep('tests', 'vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`])
  const report = JSON.parse(readFileSync(REPORT, 'utf8')) as {
    numPassedTests: number
    numTotalTests: number
    numFailedTestSuites: number
  }
  passed += report.numPassedTests
  // A test that did not run did not pass; a file that did not load has no tests to count.
  failed +=
    report.numTotalTests -
    report.numPassedTests +
    (report.numTotalTests === 0 ? report.numFailedTestSuites : 0)
}

process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
if (failed > 0) process.exitCode = 1
