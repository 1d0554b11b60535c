import { describe, expect, it } from 'vitest'
import type { ChartLine } from '../../../src/client/charts/chart-lines.ts'
import { describeChart } from '../../../src/client/charts/describe-chart.ts'

function line(name: string, values: (number | null)[]): ChartLine {
  return { name, color: 1, values }
}

const tell = (...lines: ChartLine[]): string =>
  describeChart('Rate', lines, (value) => `${value} /s`, 'today')

describe('the sentence of a chart', () => {
  it('has lowest, highest, newest and how it went', () => {
    expect(tell(line('a', [1, 2, 3, 4, 9, 8]), line('b', [9, 5, 1]), line('c', [2, 2, null, 2]))).toBe(
      'Rate, today. a: from 1 /s to 9 /s, now 8 /s, rising. b: from 1 /s to 9 /s, now 1 /s, falling. c: from 2 /s to 2 /s, now 2 /s, steady.',
    )
  })

  it('says that there is nothing', () => {
    expect(tell(line('a', [null, null]))).toBe('Rate, today. a: no values.')
    expect(tell()).toBe('Rate, today: no values.')
  })

  it('leaves out what is only a limit', () => {
    expect(tell(line('a', [1]), { ...line('most', [9]), isLimit: true })).not.toContain('most')
  })
})
