import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { resolveConfiguration } from '../../src/configuration/resolve-configuration.ts'
import { findApplication } from '../../src/configuration/service-identity.ts'

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{"name":"shop","version":"1.2.3"}',
  'dist/package.json': '{"type":"module"}',
  'broken/package.json': '{"name":',
  'odd/package.json': '{"name":7,"version":[]}',
  'null/package.json': 'null',
  'blank/package.json': '{"name":" "}',
  'unversioned/package.json': '{"name":" @acme/api "}',
  'node_modules/next/package.json': '{"name":"next","version":"99.0.0"}',
  'folder.js/package.json/file': 'the manifest is a folder',
}

describe('findApplication', () => {
  let root = ''
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'cryo-'))
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), text)
    }
  })
  afterAll(() => rmSync(root, { recursive: true }))

  const SHOP = { name: 'shop', version: '1.2.3' }

  it.each([
    ['main.js', SHOP],
    ['src/deep/down/main.ts', SHOP],
    ['dist/main.js', SHOP],
    ['broken/main.js', SHOP],
    ['odd/main.js', SHOP],
    ['null/main.js', SHOP],
    ['blank/main.js', SHOP],
    ['folder.js/main.js', SHOP],
    ['', SHOP],
    ['unversioned/main.js', { name: '@acme/api', version: null }],
    ['unversioned', { name: '@acme/api', version: null }],
    ['node_modules/next/dist/bin/next', SHOP],
  ])('finds the package of %s', (script, application) => {
    expect(findApplication(join(root, script), root)).toEqual(application)
  })

  it('finds none without a script, and none where there is none', () => {
    expect(findApplication(undefined, root)).toBeNull()
    expect(findApplication('', root)).toBeNull()
    expect(findApplication('/no/such/main.js', root)).toBeNull()
  })

  it('does not climb for ever', () => {
    expect(findApplication(join(root, 'a/'.repeat(20), 'main.js'), root)).toBeNull()
  })

  it('names the service unless something else does', () => {
    const script = join(root, 'main.js')
    const resolved = resolveConfiguration({ env: {}, script })
    expect(resolved).toMatchObject({ serviceName: 'shop', serviceVersion: '1.2.3' })
    const named = resolveConfiguration({ env: { OTEL_SERVICE_NAME: 'env' }, script })
    expect(named).toMatchObject({ serviceName: 'env', serviceVersion: '1.2.3' })
    const attribute = { OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,service.version=7' }
    expect(resolveConfiguration({ env: attribute, script })).toMatchObject({
      serviceName: 'other',
      serviceVersion: '7',
    })
  })
})
