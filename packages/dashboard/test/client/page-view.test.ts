// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { createPageView } from '../../src/client/page-view.ts'
import { SECTION_ORDER } from '../../src/client/sections.ts'
import type { Fields } from '../../src/client/serialized.ts'
import { SAMPLE_TIME, emptyData, sampleData } from '../sample-data.ts'

let main: HTMLElement
let nav: HTMLElement
let view: ReturnType<typeof createPageView>

function show(data: object): void {
  view.update(JSON.parse(JSON.stringify(data)) as Fields, SAMPLE_TIME.getTime())
}

function section(id: string): HTMLElement {
  return main.querySelector<HTMLElement>(`#${id}`)!
}

/** The texts of a section's first table, row by row. */
function rows(id: string): string[][] {
  const table = section(id).querySelector('table')!
  return [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent))
}

beforeEach(() => {
  document.body.innerHTML = '<nav></nav><main></main>'
  main = document.querySelector('main')!
  nav = document.querySelector('nav')!
  view = createPageView(main, nav)
})

describe('the page', () => {
  it('shows the known sections in their order, with links to them', () => {
    show(sampleData())
    expect([...main.children].map((node) => node.id)).toEqual(SECTION_ORDER)
    expect([...nav.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual(
      SECTION_ORDER.map((id) => `#${id}`),
    )
    expect(nav.textContent).toContain('Batch jobs2')
  })

  it('shows keys it does not know as well, behind the others', () => {
    show({ ...sampleData(), freezerBanks: [{ name: 'bank-1', temperature: -196, lastOpened: SAMPLE_TIME }] })
    const last = main.lastElementChild!
    expect(last.querySelector('h2')!.textContent).toBe('Freezer banks1')
    expect(rows(last.id)).toEqual([
      ['Name', 'Temperature', 'Last opened'],
      ['bank-1', '-196', 'now'],
    ])
  })

  it('shows any value under any key', () => {
    show({
      ...emptyData(),
      a: 1,
      b: null,
      c: [1, 'two'],
      d: { e: { f: [] } },
      __proto__x: true,
      'h i': [null, {}],
    })
    expect(main.children).toHaveLength(SECTION_ORDER.length + 6)
  })

  it('says what to call where nothing is', () => {
    show(emptyData())
    expect(section('progress').textContent).toBe(
      "Batch jobsNo batch job has run. Wrap a loop in trackProgress('name', rows).",
    )
    expect(section('progress').querySelector('code')!.textContent).toBe("trackProgress('name', rows)")
    expect(section('errors').querySelector('p')!.textContent).toContain('No error since the start')
    expect(section('performance').querySelectorAll('.empty')).toHaveLength(5)
  })

  it('fills a section when its first thing comes, and empties it again', () => {
    show(emptyData())
    show({ ...emptyData(), progress: sampleData().progress })
    expect(rows('progress')).toHaveLength(3)
    expect(section('progress').querySelector('p')).toBeNull()
    show(emptyData())
    expect(section('progress').querySelector('table')).toBeNull()
    expect(section('progress').classList.contains('empty')).toBe(true)
  })

  it('drops what the data no longer has', () => {
    show({ ...sampleData(), later: { a: 1, b: { c: 1, d: 2, e: 3 } } })
    const later = section('section-1')
    expect(later.textContent).toBe('LaterA1BC1D2E3')
    show({ ...sampleData(), later: { b: { d: 2 } } })
    expect(later.textContent).toBe('LaterBD2')
    show(sampleData())
    expect(section('section-1')).toBeNull()
    expect(nav.textContent).not.toContain('Later')
  })
})

describe('tables', () => {
  it('have columns with units, figures on the right, and bars', () => {
    show(sampleData())
    expect(rows('progress').slice(0, 2)).toEqual([
      [
        'Name',
        'State',
        'Progress',
        'Message',
        'Done',
        'Speed',
        'Time left',
        'At most (90 %)',
        'Failed',
        'Service',
      ],
      [
        'screen_mixtures',
        'running',
        '42 %',
        expect.stringContaining('resumed at 9,204; 31 × RangeError: no viscosity below -40 °C'),
        '20,418 of 48,000',
        '118 /s',
        '3 min 53 s',
        '4 min 40 s',
        '31',
        'screening',
      ],
    ])
    const first = section('progress').querySelector('tbody tr')!
    expect(first.querySelector('progress')!.value).toBeCloseTo(42.54, 2)
    expect([...first.children].filter((cell) => cell.classList.contains('numeric'))).toHaveLength(4)
    expect(first.querySelector('[data-tone]')!.getAttribute('data-tone')).toBe('info')
  })

  it('name the service only where there are several', () => {
    show(sampleData())
    expect(rows('operations')[0]).toContain('Service')
    view = createPageView(main, nav)
    main.replaceChildren()
    show(emptyData())
    expect(rows('resources')[0]).not.toContain('Service')
  })

  it('leave out columns that never had a value, and keep those that had one', () => {
    const [job] = sampleData().progress
    const unknown = { ...job!, itemsPerSecond: null }
    show({ ...sampleData(), progress: [unknown] })
    expect(rows('progress')[0]).not.toContain('Speed')
    show({ ...sampleData(), progress: [job] })
    show({ ...sampleData(), progress: [unknown] })
    expect(rows('progress')[0]).toContain('Speed')
  })

  it('keep the elements of what stays, in whatever order it comes', () => {
    show(sampleData())
    const [first, second] = section('operations').querySelectorAll('tbody tr')
    const text = first!.querySelector('td span')!.firstChild as Text
    const { operations } = sampleData()
    const faster = { ...operations[0]!, ratePerSecond: 250 }
    show({ ...sampleData(), operations: [...operations.slice(1).toReversed(), faster] })
    const after = [...section('operations').querySelectorAll('tbody tr')]
    expect(after.at(-1)).toBe(first)
    expect(after.at(-2)).toBe(second)
    expect(first!.querySelector('td span')!.firstChild).toBe(text)
    expect(text.data).toBe('250 /s')
  })

  it('do not touch what does not change', () => {
    show(sampleData())
    const changes: MutationRecord[] = []
    const observer = new MutationObserver((records) => changes.push(...records))
    observer.observe(section('operations'), {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
    show(sampleData())
    changes.push(...observer.takeRecords())
    expect(changes.filter((change) => change.type !== 'attributes')).toEqual([])
  })

  it('do not change places around the focus', () => {
    const order = (): string[] =>
      rows('operations')
        .slice(1)
        .map(([name]) => name!)
    const reversed = { ...sampleData(), operations: sampleData().operations.toReversed() }
    show(sampleData())
    const before = order()
    const cell = section('operations').querySelector('tbody td')!
    cell.setAttribute('tabindex', '0')
    ;(cell as HTMLElement).focus()
    show(reversed)
    expect(order()).toEqual(before)
    ;(cell as HTMLElement).blur()
    show(reversed)
    expect(order()).toEqual(before.toReversed())
  })

  it('leave alone what somebody has selected, until they are done', () => {
    show(sampleData())
    const rate = section('operations').querySelector('td span')!
    getSelection()!.selectAllChildren(rate)
    const faster = {
      ...sampleData(),
      operations: sampleData().operations.map((one) => ({ ...one, ratePerSecond: 250 })),
    }
    show(faster)
    expect([rate.textContent, String(getSelection())]).toEqual(['118 /s', '118 /s'])
    getSelection()!.removeAllRanges()
    show(faster)
    expect(rate.textContent).toBe('250 /s')
  })

  it('tell apart rows that are alike', () => {
    const [error] = sampleData().errors.recent
    show({ ...sampleData(), errors: { total: 2, byType: [], recent: [error, error] } })
    expect(section('errors').querySelectorAll('tbody tr')).toHaveLength(2)
  })

  it('show ten rows at first, all on demand, and remember that', () => {
    const [route] = sampleData().performance.routes
    const routes = Array.from({ length: 34 }, (_, index) => ({ ...route!, route: `/r/${index}` }))
    const data = { ...sampleData(), performance: { ...sampleData().performance, routes } }
    show(data)
    const block = [...section('performance').querySelectorAll('.block')].find((one) =>
      one.textContent.startsWith('Routes'),
    )!
    const count = (): number => block.querySelectorAll('tbody tr').length
    const button = block.querySelector('button')!
    expect([count(), button.textContent, button.hidden]).toEqual([10, 'Show all 34', false])
    button.click()
    expect([count(), button.textContent]).toEqual([34, 'Show fewer'])
    show(data)
    expect(count()).toBe(34)
  })

  it('show errors by cause first, each with its newest one', () => {
    show(sampleData())
    const [byCause] = section('errors').querySelectorAll('h3')
    expect(byCause!.textContent).toBe('By cause1')
    const [head, row] = rows('errors')
    expect(head).toEqual([
      'Type',
      'State',
      'Message',
      'Count',
      'First seen',
      'Last seen',
      'Operations',
      'Service',
    ])
    expect([row![1], row![3], row![6]]).toEqual(['regressed', '31', 'screen_mixtures, fit_viscosity'])
    expect(section('errors').querySelector('[data-tone]')!.getAttribute('data-tone')).toBe('error')
    const fold = section('errors').querySelector('details')!
    expect(fold.querySelector('summary')!.textContent).toBe('Newest')
    const text = fold.querySelector('pre')!.textContent
    expect(text).toMatch(/^when: .+\nin: screen_mixtures\ntrace: \w+\n\nmixture: 20417\n\n/)
    expect(text).toContain('at fitViscosity')
  })

  it('unfold a stack below its message and leave it open', () => {
    show(sampleData())
    const details = section('errors').querySelector('details')!
    expect(details.querySelector('pre')!.textContent).toContain('at fitViscosity')
    details.open = true
    show(sampleData())
    expect(section('errors').querySelector('details')).toBe(details)
    expect(details.open).toBe(true)
  })
})

describe('figures', () => {
  it('are set large with their course', () => {
    show(sampleData())
    show(sampleData())
    const figures = section('performance').querySelector('.figures')!
    expect([...figures.querySelectorAll('dt')].map((node) => node.textContent)).toEqual([
      'Rate',
      'Error rate',
      'p50',
      'p95',
      'p99',
      'In flight',
      'Count',
      'Failures',
    ])
    expect(figures.querySelector('dd')!.textContent).toBe('34.2 /s')
    const points = figures.querySelector('polyline')!.getAttribute('points')!
    expect(points.split(' ')).toHaveLength(2)
  })
})
