import { describe, expect, it } from 'vitest'
import { createScope } from '../../src/otlp/resource.ts'
import { groupSpans, type Span } from '../../src/otlp/span.ts'
import { BARE, FULL } from './sample-telemetry.ts'

describe('spans in any order', () => {
  it('are grouped by their resource and scope', () => {
    const scope = createScope('other')
    const other: Span = { ...BARE, scope }
    const foreign: Span = { ...BARE, resource: { ...BARE.resource } }
    const groups = groupSpans([FULL, other, foreign, BARE])
    expect(
      groups.map(({ resource, scopeSpans }) => [resource, scopeSpans.map(({ spans }) => spans)]),
    ).toEqual([
      [FULL.resource, [[FULL, BARE], [other]]],
      [foreign.resource, [[foreign]]],
    ])
    expect(groups[0]?.resource).toBe(FULL.resource)
    expect(groups[0]?.scopeSpans[1]?.scope).toBe(scope)
  })

  it('are no group when there are none', () => {
    expect(groupSpans([])).toEqual([])
  })
})
