import type { QueryReply, QueryRequest } from '../../src/dashboard-source.ts'

type Labels = Readonly<Record<string, string>>

/** What the stub knows of a query: series with a height, by a part of its text; the first that fits. */
const KNOWN: readonly (readonly [part: string, series: readonly (readonly [Labels, number])[]])[] = [
  ['cryo_hub_loop_lag', [[{ service_name: 'cryoprotect', service_version: '2.4.0' }, 1]]],
  ['ALERTS', [[{ alertname: 'DependencySlow', severity: 'warning' }, 1]]],
  [
    'cryo_health_status',
    [
      [{ service_name: 'cryoprotect', cryo_check_name: 'cryoprotect', cryo_check_status: 'ok' }, 1],
      [{ service_name: 'cryoprotect', cryo_check_name: 'pubchem', cryo_check_status: 'warning' }, 1],
      [{ service_name: 'cryoprotect', cryo_check_name: 'memory', cryo_check_status: 'ok' }, 1],
      [{ service_name: 'cryoprotect', cryo_check_name: 'disk', cryo_check_status: 'ok' }, 1],
    ],
  ],
  ['cryo_outcome="failure"', [[{ cryo_job_name: 'screen_mixtures' }, 2.4]]],
  ['cryo_progress_items', [[{ cryo_job_name: 'screen_mixtures' }, 118]]],
  [
    'cryo_errors',
    [
      [{ error_type: 'NonConvergenceError' }, 1.2],
      [{ error_type: 'ValidationError' }, 3.4],
    ],
  ],
  ['"5.."', [[{}, 0.4]]],
  ['quantile(0.99', [[{}, 0.13]]],
  ['quantile(0.95, sum by (le)', [[{}, 0.048]]],
  ['quantile(0.5,', [[{}, 0.012]]],
  [
    'by (service_name, http_request_method, http_route)',
    [
      [{ service_name: 'cryoprotect', http_request_method: 'GET', http_route: '/api/molecules/:id' }, 21],
      [{ service_name: 'cryoprotect', http_request_method: 'GET', http_route: '/api/molecules' }, 6],
      [{ service_name: 'cryoprotect', http_request_method: 'POST', http_route: '/api/mixtures/screen' }, 4],
    ],
  ],
  ['http_server', [[{}, 34]]],
  [
    'cryo_operation_kind) (rate(cryo_operation_duration_seconds_bucket',
    [
      [{ cryo_operation_kind: 'operation' }, 0.02],
      [{ cryo_operation_kind: 'api' }, 1.6],
    ],
  ],
  [
    'cryo_operation',
    [
      [
        {
          service_name: 'screening',
          cryo_operation_name: 'screen_mixtures',
          cryo_operation_kind: 'operation',
        },
        118,
      ],
      [
        { service_name: 'screening', cryo_operation_name: 'fit_viscosity', cryo_operation_kind: 'operation' },
        110,
      ],
      [
        { service_name: 'cryoprotect', cryo_operation_name: 'load_mixture', cryo_operation_kind: 'database' },
        9,
      ],
    ],
  ],
  ['db_client_connection_max', [[{}, 10]]],
  ['db_client_connection_pending', [[{}, 0.4]]],
  ['db_client_connection', [[{}, 4]]],
  ['db_client_operation_duration_seconds_bucket', [[{ db_system_name: 'postgresql' }, 0.006]]],
  [
    'cryo_system_usage',
    [
      [{ cryo_resource: 'cpu' }, 64],
      [{ cryo_resource: 'memory' }, 61],
      [{ cryo_resource: 'disk' }, 48],
    ],
  ],
  [
    'nodejs_eventloop',
    [
      [{ service_name: 'cryoprotect' }, 31],
      [{ service_name: 'screening' }, 88],
    ],
  ],
]

/** States are so or not; everything else goes up and down with the day. */
const FLAT = /ALERTS|status|loop_lag|connection_max/

/** Answers a range with the load of usual days: the same for the same time. */
export function stubQuery({ path, parameters }: QueryRequest): QueryReply {
  const query = parameters.get('query') ?? ''
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(parameters.get(name)))
  if (path !== 'query_range' || step === undefined || start === undefined || end === undefined)
    return {
      status: 200,
      chunks: ['{"status":"success","data":{"resultType":"vector","result":[],"groups":[]}}'],
    }
  const [, series] = KNOWN.find(([part]) => query.includes(part)) ?? ['', []]
  const result = series.map(([metric, height], index) => {
    const values: [number, string][] = []
    for (let time = start; time <= end; time += step) {
      const day = 0.62 + 0.3 * Math.sin((time / 86_400) * 2 * Math.PI + index)
      const wave = 0.06 * Math.sin(time / 97 + index * 2) + 0.04 * Math.sin(time / 31)
      const isOn = !query.includes('ALERTS') || time > end - 1440
      if (isOn) values.push([time, String(FLAT.test(query) ? height : height * (day + wave))])
    }
    return { metric, values }
  })
  return {
    status: 200,
    chunks: [JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } })],
  }
}
