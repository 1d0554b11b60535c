#!/usr/bin/env node
import { parseArgs } from 'node:util'

import { quoteName } from '@cryo/conventions/configuration'

import { examine } from './commands/examine.ts'
import { runHub } from './commands/run-hub.ts'
import { UsageError } from './commands/usage-error.ts'
import { VERSION } from './runtime/version.ts'

const USAGE = `Usage: cryo-monitoring hub [--port <port>] [--host <address>] [--dir <folder>]
       cryo-monitoring doctor [--dir <folder>] [--prometheus <url>] [--alertmanager <url>] [--tempo <url>]

hub runs the hub as a process of its own: the page, /metrics, and OTLP/HTTP on the same port.

  --port  port to listen on, 0 for any free one (default 5001, CRYO_DASHBOARD_PORT)
  --host  address to listen on (default 127.0.0.1, CRYO_DASHBOARD_HOST)
  --dir   folder of spool and history (default ./monitoring, CRYO_MONITORING_DIR)

An address that other machines reach needs a token, in CRYO_DASHBOARD_TOKEN. All other variables count too.

doctor sends a span and a metric through hub, collector, Prometheus, rule, Alertmanager and webhook up to the alert
handlers of the application that has the folder, and through the collector to Tempo; it says which hop is broken, and how
to mend it. Your handlers are called with the alert CryoDoctor. Exit code 1: a hop is broken.

  --dir           monitoringDir of the application (default ./monitoring, CRYO_MONITORING_DIR)
  --prometheus    default http://127.0.0.1:9090
  --alertmanager  default CRYO_ALERTMANAGER_URL, else http://127.0.0.1:9093
  --tempo         default http://127.0.0.1:3200
`

/** Exit code for a call that makes no sense. */
const USAGE_ERROR = 2

const OPTIONS = {
  hub: ['port', 'host', 'dir'],
  doctor: ['dir', 'prometheus', 'alertmanager', 'tempo'],
} as const
type Command = keyof typeof OPTIONS
type Option = (typeof OPTIONS)[Command][number]

interface Arguments {
  readonly values: Partial<Record<Option, string> & Record<'help' | 'version', boolean>>
  readonly positionals: readonly string[]
}

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
  const command = readCommand(positionals)
  const allowed: readonly string[] = OPTIONS[command]
  const wrong = Object.keys(values).find((option) => !allowed.includes(option))
  if (wrong !== undefined)
    throw new UsageError(`${command} has no option --${wrong}: see cryo-monitoring --help`)
  await (command === 'hub' ? runHub(values) : examine(values))
}

function readCommand([command, ...rest]: readonly string[]): Command {
  if (command === undefined) throw new UsageError(`no command\n\n${USAGE.trimEnd()}`)
  if (command !== 'hub' && command !== 'doctor')
    throw new UsageError(`unknown command ${quoteName(command)}: there are "hub" and "doctor"`)
  if (rest.length > 0)
    throw new UsageError(`${command} takes options only, not ${rest.map(quoteName).join(' ')}`)
  return command
}

function readArguments(): Arguments {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        dir: { type: 'string' },
        prometheus: { type: 'string' },
        alertmanager: { type: 'string' },
        tempo: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    // What follows its first sentence is advice to whoever parses.
    throw new UsageError(`${String((error as Error).message.split('. ')[0])}: see cryo-monitoring --help`)
  }
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError
  process.stderr.write(`cryo-monitoring: ${isUsage ? error.message : String(error)}\n`)
  process.exitCode = isUsage ? USAGE_ERROR : 1
})
