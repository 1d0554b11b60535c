#!/usr/bin/env node
import { parseArgs } from 'node:util'

import { startStandalone } from '@cryo/hub'

import { ConfigurationError, quoteName } from '@cryo/conventions/configuration'
import type { Configuration } from './configuration/configuration.ts'
import { resolveConfiguration } from './configuration/resolve-configuration.ts'
import { toHubConfiguration } from './runtime/hub-configuration.ts'
import { VERSION } from './runtime/version.ts'

const USAGE = `Usage: cryo-monitoring hub [--port <port>] [--host <address>] [--dir <folder>]

Runs the hub as a process of its own: the page, /metrics, and OTLP/HTTP on the same port.

  --port  port to listen on, 0 for any free one (default 5001, CRYO_DASHBOARD_PORT)
  --host  address to listen on (default 127.0.0.1, CRYO_DASHBOARD_HOST)
  --dir   folder of spool and history (default ./monitoring, CRYO_MONITORING_DIR)

An address that other machines reach needs a token, in CRYO_DASHBOARD_TOKEN. All other variables count too.
`

/** Exit code for a call that makes no sense. */
const USAGE_ERROR = 2

/** Each option sets the variable that it goes before. */
const VARIABLES = {
  port: 'CRYO_DASHBOARD_PORT',
  host: 'CRYO_DASHBOARD_HOST',
  dir: 'CRYO_MONITORING_DIR',
} as const
type Option = keyof typeof VARIABLES

interface Arguments {
  readonly values: Partial<Record<Option, string> & Record<'help' | 'version', boolean>>
  readonly positionals: readonly string[]
}

/** A call that makes no sense, in words for whoever made it. */
class UsageError extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = readArguments()
  if (values.version === true) {
    process.stdout.write(`${VERSION}\n`)
    return
  }
  if (values.help === true) {
    process.stdout.write(USAGE)
    return
  }
  const [command, ...rest] = positionals
  if (command === undefined) throw new UsageError(`no command\n\n${USAGE.trimEnd()}`)
  if (command !== 'hub') throw new UsageError(`unknown command ${quoteName(command)}: there is "hub"`)
  if (rest.length > 0) throw new UsageError(`hub takes options only, not ${rest.map(quoteName).join(' ')}`)
  const configuration = toHubConfiguration(configure(values))
  const hub = await startStandalone(configuration, VERSION, (url, isOwn) => {
    if (url === null) process.stdout.write('the page is not served\n')
    else process.stdout.write(isOwn ? `${url}\n` : `attached to the process that serves ${url}\n`)
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void hub.stop().then(() => process.exit(0)))
}

function readArguments(): Arguments {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        dir: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    // What follows its first sentence is advice to whoever parses.
    throw new UsageError(`${String((error as Error).message.split('. ')[0])}: see cryo-monitoring --help`)
  }
}

/** The configuration of the environment, and over it the options. */
function configure(values: Partial<Record<Option, string>>): Configuration {
  const given = (Object.keys(VARIABLES) as Option[]).filter((option) => values[option] !== undefined)
  const env = { ...process.env }
  for (const option of given) env[VARIABLES[option]] = values[option]
  try {
    return resolveConfiguration({ env })
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    let { message } = error
    for (const option of given) message = message.replaceAll(`${VARIABLES[option]} is`, `--${option} is`)
    throw new UsageError(message)
  }
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError
  process.stderr.write(`cryo-monitoring: ${isUsage ? error.message : String(error)}\n`)
  process.exitCode = isUsage ? USAGE_ERROR : 1
})
