import { styleText } from 'node:util'

import { CRYOPROTECTANTS } from '../data/cryoprotectants.ts'
import { CONCENTRATION_GRID, createTernarySpace } from '../screening/ternary-space.ts'
import type { DemoAddresses } from './start-demo.ts'

/** Text that says what runs and where; in colours if standard output is a terminal. */
export function formatSummary({ page, api, database }: DemoAddresses): string {
  const mixtures = createTernarySpace(CRYOPROTECTANTS.length, CONCENTRATION_GRID).size
  const rows: [string, string][] = [
    ['Monitoring page', page === null ? 'did not come up, see the lines above' : emphasise(page)],
    ['API', `${api}/api/molecules`],
    ['Database', withoutPassword(database)],
    ['Batch job', `screens ${mixtures.toLocaleString('en')} ternary mixtures, again and again`],
    ['Traffic', 'about 15 requests a second, a few of them faulty'],
  ]
  return [
    '',
    '  Cryoprotectants, watched by @cryo/monitoring',
    '',
    ...rows.map(([label, value]) => `  ${dim(label.padEnd(16))} ${value}`),
    '',
    `  ${dim('Ctrl-C ends everything.')}`,
    '',
  ].join('\n')
}

/** One line of a process of the demo. */
export function formatLine(name: string, line: string): string {
  return `  ${dim(`${name.padEnd(16)} │`)} ${line}`
}

function withoutPassword(url: string): string {
  const { hostname, port, pathname } = new URL(url)
  return `PostgreSQL on ${hostname}:${port || '5432'}${pathname}`
}

function emphasise(text: string): string {
  return styleText(['bold', 'cyan'], text)
}

function dim(text: string): string {
  return styleText('dim', text)
}
