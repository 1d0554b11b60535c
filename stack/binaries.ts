/** Programs of the stack. */
export const BINARY_NAMES = [
  'prometheus',
  'promtool',
  'alertmanager',
  'amtool',
  'otelcol-cryo',
  'tempo',
  'compose',
] as const
export type BinaryName = (typeof BINARY_NAMES)[number]

/** What a program is built from. */
export interface Binary {
  /** Folder below `stack/modules` with its go.mod and go.sum, which pin every part of it. */
  readonly module: string
  /** Its main package; `.` where the module itself is one. */
  readonly package: string
  /** Go's build tags. */
  readonly tags: readonly string[]
}

export const BINARIES: Readonly<Record<BinaryName, Binary>> = {
  // Service discovery of clouds is three quarters of Prometheus.
  prometheus: {
    module: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    tags: ['remove_all_sd'],
  },
  promtool: {
    module: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/promtool',
    tags: ['remove_all_sd'],
  },
  alertmanager: {
    module: 'alertmanager',
    package: 'github.com/prometheus/alertmanager/cmd/alertmanager',
    tags: [],
  },
  amtool: { module: 'alertmanager', package: 'github.com/prometheus/alertmanager/cmd/amtool', tags: [] },
  'otelcol-cryo': { module: 'collector', package: '.', tags: [] },
  tempo: { module: 'tempo', package: 'github.com/grafana/tempo/cmd/tempo', tags: [] },
  // Reads docker-compose.yml as Docker Compose does, where there is no Docker.
  compose: { module: 'compose', package: 'github.com/compose-spec/compose-go/v2/cmd', tags: [] },
}
