import { describe, expect, it } from 'vitest'

import { readEnvironment } from '../../src/configuration/environment.ts'
import { listOtelVariables } from '../../src/configuration/otel-environment.ts'
import { OTEL_DEFAULTS } from '../../src/configuration/otel/otel-defaults.ts'
import type { OtelSettings } from '../../src/configuration/otel/otel-settings.ts'
import { resolveOtelSettings } from '../../src/configuration/otel/resolve-otel-settings.ts'
import { OTEL_EFFECTS, READ_BY_SDK_NODE } from './otel-effects.ts'

const settings = (env: Record<string, string>): OtelSettings =>
  resolveOtelSettings(readEnvironment(env), '/srv')

function at(source: unknown, path: string): unknown {
  let value: unknown = source
  for (const key of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key]
  return value
}

const TABLE = listOtelVariables()

describe.each(Object.entries(OTEL_EFFECTS))('%s', (name, { value, env, path, is }) => {
  it('has its effect', () => {
    expect(at(settings({ ...env, [name]: value }), path)).toEqual(is)
    expect(at(settings({ ...env }), path)).not.toEqual(is)
  })

  it('counts as unset when empty', () => {
    expect(settings({ ...env, [name]: '  ' })).toEqual(settings({ ...env }))
  })
})

describe('variables that sdk-node reads', () => {
  it.each(Object.entries(READ_BY_SDK_NODE))('%s is left to it', (name, env) => {
    const { needsSdkNode, notices } = settings({ ...env, [name]: 'true' })
    expect(needsSdkNode).not.toEqual([])
    expect(notices).toEqual([])
  })
})

describe('unsupported variables', () => {
  const names = TABLE.filter(({ support }) => support === 'unsupported').map(({ name }) => name)

  it.each(names)('%s is named and changes nothing', (name) => {
    const { notices, ...rest } = settings({ [name]: '1' })
    expect(notices).toEqual([`without effect here: ${name}`])
    expect({ ...rest, notices: [] }).toEqual(OTEL_DEFAULTS)
  })

  it('are named together in one line', () => {
    const { notices } = settings(Object.fromEntries(names.slice(0, 5).map((name) => [name, '1'])))
    expect(notices).toEqual([`without effect here: ${names.slice(0, 5).join(', ')}`])
  })
})

describe('the table', () => {
  it('has each name once', () => {
    const names = TABLE.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('says of each variable what it does', () => {
    for (const { meaning } of TABLE) expect(meaning).toMatch(/^[`A-Z].*\.$/s)
  })

  it('is tested row by row', () => {
    const rows = TABLE.filter(({ support }) => support !== 'unsupported').map(({ name }) => name)
    const tested = [...Object.keys(OTEL_EFFECTS), ...Object.keys(READ_BY_SDK_NODE)]
    expect(rows.toSorted()).toEqual(tested.toSorted())
  })

  it('gives the defaults where nothing is set', () => {
    expect(settings({})).toEqual(OTEL_DEFAULTS)
    expect(settings({ CRYO_RULES: 'x' })).toEqual(OTEL_DEFAULTS)
  })

  it('resolves to the same defaults where something else is set', () => {
    expect(settings({ OTEL_LOG_LEVEL: 'none' })).toEqual(OTEL_DEFAULTS)
  })
})
