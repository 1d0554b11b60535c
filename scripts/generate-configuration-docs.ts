/**
 * Writes docs/configuration.md from the tables that the code itself runs on; `--check` only compares.
 *
 * Needs built packages: run `pnpm build` first.
 */
import {
  MONITORING_DISABLED,
  OPTION_PATHS,
  OPTIONS,
  type OptionDefinition,
} from '../packages/monitoring/src/configuration/option-table.ts'
import { listOtelVariables } from '../packages/monitoring/src/configuration/otel-environment.ts'
import type { OtelSupport } from '../packages/monitoring/src/configuration/otel/otel-variable.ts'
import { markdownTable } from './markdown-table.ts'
import { writeOrCheck } from './write-or-check.ts'

const SUPPORT: Readonly<Record<OtelSupport, string>> = {
  native: 'yes',
  'sdk-node': 'sdk-node',
  'exporter-prometheus': 'exporter-prometheus',
  unsupported: 'no',
}

/** The whole of docs/configuration.md. */
export function renderConfigurationDocs(): string {
  return `<!-- Written by scripts/generate-configuration-docs.ts: change the tables in packages/monitoring/src/configuration. -->

# Configuration

Nothing needs to be configured. What is comes from three sources; the later goes before the earlier:

1. the defaults below,
2. variables of the environment, read when \`@cryo/monitoring/register\` is imported and again by \`startMonitoring\`,
3. code: \`startMonitoring(app, options)\`, later \`monitor.configure(options)\`.

A wrong value or an unknown option is one \`ConfigurationError\` that names all of them: option or variable, value
(secrets masked) and what is expected. Where \`register\` alone reads a wrong variable, nothing is thrown: the error is
one line on stderr and the default holds. An empty variable counts as unset.

After the start \`monitor.configure\` changes everything but \`serviceName\` and \`monitoringDir\`, which is a
\`ConfigurationError\` too; another port or address makes the page listen anew.

## Options

A dotted option is a key of an object: \`dashboard.port\` is \`{ dashboard: { port: 5002 } }\`.

${optionTable()}

## Variables of this package

${variableTable()}

\`1\` and \`0\` are taken for \`true\` and \`false\`; lists are separated by commas. A variable that resembles one of these is named in one line on stderr.

## OpenTelemetry variables

They have the meaning that the [specification](https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/)
gives them. A wrong value is one line on stderr and counts as unset, as the specification asks; variables without effect
are named together in one line. "Here" says who gives a variable its effect:

- **yes**: this package;
- **sdk-node**, **exporter-prometheus**: \`@opentelemetry/sdk-node\` and \`@opentelemetry/exporter-prometheus\`, loaded only
  when a variable asks for them;
- **no**: nobody.

Nothing is sent anywhere unless an endpoint is set.

${otelTable()}

## Resource

Every process describes itself with these attributes; what \`OTEL_RESOURCE_ATTRIBUTES\` says goes before what is found
out.

${resourceTable()}
`
}

function optionTable(): string {
  const rows = OPTION_PATHS.map((path) => {
    const { type, environment, meaning } = OPTIONS[path]
    return [code(path), sentence(type.expected), defaultOf(OPTIONS[path]), code(environment ?? ''), meaning]
  })
  return markdownTable(['Option', 'Expected', 'Default', 'Variable', 'Meaning'], rows)
}

function variableTable(): string {
  const rows = OPTION_PATHS.flatMap((path) => {
    const { type, environment } = OPTIONS[path]
    return environment === undefined
      ? []
      : [[code(environment), code(path), sentence(type.expected), defaultOf(OPTIONS[path])]]
  })
  const { environment = '', type, meaning } = MONITORING_DISABLED
  rows.unshift([code(environment), meaning, sentence(type.expected), defaultOf(MONITORING_DISABLED)])
  return markdownTable(['Variable', 'Sets', 'Expected', 'Default'], rows)
}

function otelTable(): string {
  const rows = listOtelVariables().map(({ name, support, default: text, meaning }) => [
    code(name),
    SUPPORT[support],
    /[ `]/.test(text) ? text : code(text),
    meaning,
  ])
  return markdownTable(['Variable', 'Here', 'Default', 'Meaning'], rows)
}

function resourceTable(): string {
  return markdownTable(
    ['Attribute', 'From'],
    [
      ['`service.name`', '`serviceName`, `OTEL_SERVICE_NAME`, else the `package.json` of the main script'],
      ['`service.version`', 'the same `package.json`'],
      ['`service.instance.id`', 'a random UUID, the same for as long as the process lives'],
      ['`service.namespace`, `deployment.environment.name`', 'only `OTEL_RESOURCE_ATTRIBUTES`'],
      ['`host.name`, `process.pid`', 'the operating system'],
      ['`process.runtime.name`, `process.runtime.version`', 'Node'],
      [
        '`telemetry.sdk.name`, `.language`, `.version`',
        'the OpenTelemetry SDK that this package is built on',
      ],
    ],
  )
}

function defaultOf(definition: OptionDefinition<unknown>): string {
  if (definition.defaultText !== undefined) return definition.defaultText
  return code(JSON.stringify(definition.default))
}

function sentence(expected: string): string {
  return expected.replace(/^an? /, '')
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``
}

if (import.meta.main) writeOrCheck('docs/configuration.md', renderConfigurationDocs())
