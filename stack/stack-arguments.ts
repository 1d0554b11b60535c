import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const ROOT = join(import.meta.dirname, '..')

export const USAGE = `Usage: pnpm stack [--demo] [--free-ports] [--dir <folder>] [--monitoring-dir <folder>]

Runs the collector, Prometheus, Alertmanager and Tempo on this machine. Programs are built from pinned Go modules the
first time, some minutes each, and kept in ~/.cache/cryo-monitoring/stack (CRYO_STACK_CACHE); CRYO_STACK_PROMETHEUS and the
like name one of yours. Grafana runs with them where GRAFANA_HOME is the folder of an unpacked one. Alerts go to the page on
CRYO_DASHBOARD_PORT, 5001 by default.

  --demo                    also runs examples/cryoprotect, which sends everything there
  --free-ports              any free ports in place of the usual ones
  --dir <folder>            data and logs; build/stack by default
  --monitoring-dir <folder> monitoringDir of your application, for the secret of the webhook; ./monitoring by default
`

/** What `pnpm stack` was asked for. */
export interface StackArguments {
  readonly help: boolean
  readonly demo: boolean
  readonly freePorts: boolean
  readonly dir: string
  readonly monitoringDir: string
  /** Port of the page, to which alerts are sent. */
  readonly pagePort: number
  /** Folder of an unpacked Grafana; `null`: it does not run. */
  readonly grafanaHome: string | null
}

/** @throws Error that names what is wrong, in one line. */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): StackArguments {
  const values = parse(args)
  const demo = values.demo === true
  const ownDir = demo ? join(ROOT, 'examples', 'cryoprotect', 'monitoring') : resolve('monitoring')
  const pagePort = Number(env['CRYO_DASHBOARD_PORT'] || 5001)
  if (!Number.isInteger(pagePort) || pagePort < 1 || pagePort > 65_535)
    throw new Error(
      `CRYO_DASHBOARD_PORT is "${env['CRYO_DASHBOARD_PORT']}": expected the port of the page, 1 to 65535`,
    )
  return {
    help: values.help === true,
    demo,
    freePorts: values['free-ports'] === true,
    dir: resolve(values.dir ?? join(ROOT, 'build', 'stack')),
    monitoringDir: resolve(values['monitoring-dir'] ?? (env['CRYO_MONITORING_DIR'] || ownDir)),
    pagePort,
    grafanaHome: env['GRAFANA_HOME'] ? resolve(env['GRAFANA_HOME']) : null,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: args.filter((arg) => arg !== '--'),
      options: {
        demo: { type: 'boolean' },
        'free-ports': { type: 'boolean' },
        dir: { type: 'string' },
        'monitoring-dir': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    // Node says what is wrong in its first sentence, and then how its own parser could be set up.
    const [sentence] = (error as Error).message.split('. ')
    throw new Error(`${sentence}: --help says what there is`, { cause: error })
  }
}
