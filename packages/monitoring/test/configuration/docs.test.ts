import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { renderConfigurationDocs } from '../../../../scripts/generate-configuration-docs.ts'
import { OPTION_PATHS } from '../../src/configuration/option-table.ts'
import { listOtelVariables } from '../../src/configuration/otel-environment.ts'

describe('docs/configuration.md', () => {
  const docs = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8')

  it('is what the tables say, byte for byte', () => {
    expect(docs).toBe(renderConfigurationDocs())
  })

  it('has every option and every variable', () => {
    for (const path of OPTION_PATHS) expect(docs).toContain(`| \`${path}\` `)
    for (const { name } of listOtelVariables()) expect(docs).toContain(`| \`${name}\` `)
  })
})
