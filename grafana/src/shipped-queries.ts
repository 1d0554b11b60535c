import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the generated dashboards are. */
export const DASHBOARDS_DIR: string = join(import.meta.dirname, '..', 'dashboards')

/** What of a dashboard's JSON is looked at: Grafana reads the file, not the source that wrote it. */
export interface ShippedDashboard {
  readonly uid: string
  readonly title: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly panels: readonly ShippedPanel[]
  readonly templating: { readonly list: readonly ShippedVariable[] }
  readonly annotations: { readonly list: readonly ShippedAnnotation[] }
  readonly links: readonly { readonly includeVars: boolean; readonly keepTime: boolean }[]
}

/** A panel or the heading of a row. */
export interface ShippedPanel {
  readonly type: string
  readonly id?: number
  readonly title?: string
  readonly description?: string
  readonly datasource?: { readonly type?: string; readonly uid?: string }
  readonly gridPos?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly ShippedTarget[]
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string; readonly thresholds?: object } }
}

/** A query of a panel. */
export interface ShippedTarget {
  readonly refId?: string
  readonly datasource?: { readonly type?: string; readonly uid?: string }
  /** Of Prometheus. */
  readonly expr?: string
  readonly legendFormat?: string
  readonly instant?: boolean
  /** Of Tempo. */
  readonly query?: string
  readonly queryType?: string
}

/** A variable. */
export interface ShippedVariable {
  readonly name: string
  readonly type: string
  readonly label?: string
  readonly description?: string
  readonly query?: string | { readonly query?: string }
}

/** A query of what is marked on graphs. */
export interface ShippedAnnotation {
  readonly name: string
  readonly expr: string
  readonly titleFormat: string
  readonly textFormat: string
}

/** A query of a dashboard, with where it stands. */
export interface PromQuery {
  /** Such as `cryo-slo: Answered well: A`. */
  readonly where: string
  readonly expr: string
  /** Labels that a name of a series, or the title of an annotation, is made of. */
  readonly legend: string
  readonly isInstant: boolean
}

/** Reads the dashboards as they are shipped. */
export function readDashboards(): readonly ShippedDashboard[] {
  return globSync('*.json', { cwd: DASHBOARDS_DIR })
    .toSorted()
    .map((file) => JSON.parse(readFileSync(join(DASHBOARDS_DIR, file), 'utf8')) as ShippedDashboard)
}

/** Every query of Prometheus in a dashboard: of panels and of annotations. */
export function listPromQueries({ uid, panels, annotations }: ShippedDashboard): readonly PromQuery[] {
  return [
    ...panels.flatMap(({ title = '', targets = [] }) =>
      targets
        .filter(({ expr }) => expr !== undefined)
        .map(({ refId = '', expr = '', legendFormat = '', instant = false }) => ({
          where: `${uid}: ${title}: ${refId}`,
          expr,
          legend: legendFormat,
          isInstant: instant,
        })),
    ),
    ...annotations.list.map(({ name, expr, titleFormat, textFormat }) => ({
      where: `${uid}: annotation ${name}`,
      expr,
      legend: `${titleFormat} ${textFormat}`,
      isInstant: false,
    })),
  ]
}

/** A query of Tempo in a panel, with where it stands. */
export interface TraceQuery {
  readonly where: string
  /** TraceQL; `null` for the map of services, which Tempo draws of metrics. */
  readonly query: string | null
}

/** Every query of Tempo in a dashboard. */
export function listTraceQueries({ uid, panels }: ShippedDashboard): readonly TraceQuery[] {
  return panels.flatMap(({ title = '', targets = [] }) =>
    targets
      .filter(({ queryType }) => queryType !== undefined)
      .map(({ refId = '', query = '', queryType }) => ({
        where: `${uid}: ${title}: ${refId}`,
        query: queryType === 'serviceMap' ? null : query,
      })),
  )
}

/** What a variable takes its values from. */
export interface LabelValues {
  readonly where: string
  readonly selector: string
  readonly label: string
}

/** Every variable of a dashboard that takes its values from a label. */
export function listLabelValues({ uid, templating }: ShippedDashboard): readonly LabelValues[] {
  return templating.list.flatMap(({ name, query }) => {
    const text = typeof query === 'object' ? (query.query ?? '') : ''
    const [, selector, label] = /^label_values\((.*),(\w+)\)$/s.exec(text) ?? []
    return selector === undefined || label === undefined
      ? []
      : [{ where: `${uid}: variable ${name}`, selector, label }]
  })
}
