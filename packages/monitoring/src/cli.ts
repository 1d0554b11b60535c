#!/usr/bin/env node
import { parseArgs } from 'node:util'

import { startStandalone } from '@cryo/hub'

import { ConfigurationError } from '@cryo/conventions/configuration'
import { resolveConfiguration } from './configuration/resolve-configuration.ts'
import { toHubConfiguration } from './runtime/hub-configuration.ts'
import { VERSION } from './runtime/version.ts'

const USAGE = `Usage: cryo-monitoring hub [--port <port>] [--host <address>] [--dir <folder>]

Runs the hub as a process of its own: the page, /metrics, and OTLP/HTTP on the same port.

  --port  port to listen on, 0 for any free one (default 5001, CRYO_DASHBOARD_PORT)
  --host  address to listen on (default 127.0.0.1, CRYO_DASHBOARD_HOST)
  --dir   folder of spool and history (default ./monitoring, CRYO_MONITORING_DIR)
`

/** Exit code for a call that makes no sense. */
const USAGE_ERROR = 2

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      dir: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
  })
  if (values.version === true) {
    process.stdout.write(`${VERSION}\n`)
    return
  }
  if (values.help === true || positionals[0] !== 'hub' || positionals.length > 1) {
    process.stdout.write(USAGE)
    if (values.help !== true) process.exitCode = USAGE_ERROR
    return
  }
  const env = {
    ...process.env,
    ...(values.port === undefined ? {} : { CRYO_DASHBOARD_PORT: values.port }),
    ...(values.host === undefined ? {} : { CRYO_DASHBOARD_HOST: values.host }),
    ...(values.dir === undefined ? {} : { CRYO_MONITORING_DIR: values.dir }),
  }
  const configuration = toHubConfiguration(resolveConfiguration({ env }))
  const hub = await startStandalone(configuration, VERSION, (url) => {
    process.stdout.write(url === null ? 'attached to the hub of this folder\n' : `${url}\n`)
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void hub.stop().then(() => process.exit(0)))
}

main().catch((error: unknown) => {
  const isOurs =
    error instanceof ConfigurationError ||
    (error as { readonly code?: string }).code?.startsWith('ERR_PARSE_ARGS')
  process.stderr.write(`${isOurs === true ? (error as Error).message : String(error)}\n`)
  process.exitCode = isOurs === true ? USAGE_ERROR : 1
})
