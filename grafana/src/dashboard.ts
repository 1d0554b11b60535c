import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard'

import { buildAnnotations } from './annotations.ts'
import { TEMPO } from './datasources.ts'
import type { DraftPanel } from './panel.ts'
import { buildVariables, type ExtraVariable } from './variables.ts'

/** Tag by which the dashboards find one another. */
export const TAG = 'cryo'
/** Width of the grid. */
export const COLUMNS = 24

/** A heading and the panels below it, from left to right and then down. */
export interface Row {
  readonly title: string
  readonly panels: readonly DraftPanel[]
}

/** One dashboard. */
export interface DashboardOptions {
  readonly uid: `cryo-${string}`
  readonly title: string
  readonly description: string
  readonly rows: readonly Row[]
  readonly variables?: readonly ExtraVariable[]
  /** Beginning of the time range, such as `now-1h`, which is the default. */
  readonly from?: string
}

/** Makes a dashboard with the variables, annotations and links that all of them have. */
export function defineDashboard(options: DashboardOptions): Dashboard {
  const { uid, title, description, rows, variables = [], from = 'now-1h' } = options
  const panels = layOut(rows)
  const hasTraces = panels.some(({ datasource }) => datasource?.uid === TEMPO.uid)
  const built = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .editable()
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from, to: 'now' })
    .refresh('30s')
    .variables([...buildVariables(variables, hasTraces)])
    .annotations([...buildAnnotations()])
    .link(
      new DashboardLinkBuilder('Dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    )
    .build()
  return { ...built, panels }
}

/** Gives every row and panel its id, and its place in the grid. */
function layOut(rows: readonly Row[]): (Panel | RowPanel)[] {
  const placed: (Panel | RowPanel)[] = []
  let y = 0
  for (const { title, panels } of rows) {
    placed.push({
      type: 'row',
      id: placed.length + 1,
      title,
      collapsed: false,
      gridPos: { h: 1, w: COLUMNS, x: 0, y },
      panels: [],
    })
    y += 1
    let x = 0
    let tallest = 0
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) {
        x = 0
        y += tallest
        tallest = 0
      }
      placed.push(panel.place(placed.length + 1, { h: panel.height, w: panel.width, x, y }))
      x += panel.width
      tallest = Math.max(tallest, panel.height)
    }
    y += tallest
  }
  return placed
}
