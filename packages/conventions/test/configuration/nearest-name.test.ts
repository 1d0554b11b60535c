import { describe, expect, it } from 'vitest'

import { findNearestName } from '../../src/configuration/nearest-name.ts'

describe('findNearestName', () => {
  const known = ['dashboard.port', 'dashboard.host', 'alertmanager.url', 'rules']

  it.each([
    ['dashboard.port', 'dashboard.port', 0],
    ['Dashboard_Port', 'dashboard.port', 0],
    ['dashboard.prot', 'dashboard.port', 1],
    ['dashboard.pot', 'dashboard.port', 1],
    ['dashboard.porrt', 'dashboard.port', 1],
    ['dashboard.pork', 'dashboard.port', 1],
    ['port', 'dashboard.port', 0.5],
    ['alertmanager.host', 'dashboard.host', 0.5],
    ['ruels', 'rules', 1],
  ])('%s is %s, %d away', (given, name, distance) => {
    expect(findNearestName(given, known)).toMatchObject({ name, distance })
  })

  it('takes the first of two that are equally near', () => {
    expect(findNearestName('rule', ['rula', 'ruli']).name).toBe('rula')
  })

  it('counts every edit', () => {
    expect(findNearestName('abcd', ['wxyz']).distance).toBe(4)
    expect(findNearestName('abcdef', ['badcfe']).distance).toBe(3)
  })

  it('finds something for nothing', () => {
    expect(findNearestName('', known)).toEqual({ name: 'dashboard.port', distance: 13, ratio: 1 })
  })

  it('knows nothing among nothing', () => {
    expect(findNearestName('x', [])).toEqual({ name: '', distance: Infinity, ratio: Infinity })
  })
})
