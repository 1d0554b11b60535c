/**
 * Writes docs/telemetry.md from the conventions; `--check` only compares.
 */
import {
  MAX_ATTRIBUTE_VALUES,
  MAX_SERIES_PER_INSTRUMENT,
  METRICS,
  OTHER_VALUE,
  RUNTIME_METRICS,
  SEMANTIC_METRICS,
} from '../packages/conventions/src/index.ts'
import type { MetricDefinition } from '../packages/conventions/src/index.ts'
import { markdownTable } from './markdown-table.ts'
import { writeOrCheck } from './write-or-check.ts'

/** The whole of docs/telemetry.md. */
export function renderTelemetryDocs(): string {
  return `<!-- Written by scripts/generate-telemetry-docs.ts: change the definitions in packages/conventions. -->

# Telemetry

Names are OpenTelemetry's; in Prometheus they are those of its OTLP translation: dots become underscores, the unit and
\`_total\` are added (\`cryo.operation.duration\` is \`cryo_operation_duration_seconds\`).

An attribute of an instrument takes at most ${MAX_ATTRIBUTE_VALUES} values over the life of a process, further ones are
\`${OTHER_VALUE}\`; an instrument has at most ${MAX_SERIES_PER_INSTRUMENT} series, what is past them is in the one series
\`otel.metric.overflow="true"\`. Sums stay exact.

## Ours

Rows on progress and jobs are the contract of what follows; this version records operations, errors, health,
the machine, custom values, thresholds and the hub's own account.

${table(METRICS)}

## Of the semantic conventions

${table(SEMANTIC_METRICS)}

## Of the process, Node.js and V8

${table(RUNTIME_METRICS)}

The other \`process.*\`, and \`system.*\`, come from \`@opentelemetry/host-metrics\`; the latter from one process of a machine, the owner
of the page.
`
}

function table(metrics: readonly MetricDefinition[]): string {
  const rows = metrics.map(({ name, kind, unit, attributes, description }) => {
    const listed = attributes.map((attribute) => `\`${attribute}\``).join(', ')
    return [`\`${name}\``, kind, `\`${unit}\``, listed, description]
  })
  return markdownTable(['metric', 'instrument', 'unit', 'attributes', 'what it says'], rows)
}

if (import.meta.main) writeOrCheck('docs/telemetry.md', renderTelemetryDocs())
