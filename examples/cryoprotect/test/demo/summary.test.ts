import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'

import { formatSummary } from '../../src/demo/summary.ts'

const addresses = {
  page: 'http://localhost:5001/monitoring',
  api: 'http://localhost:3000',
  database: 'postgresql://cryoprotect:secret@127.0.0.1:41234/postgres',
}

describe('formatSummary', () => {
  it('names the addresses and keeps the password', () => {
    const summary = stripVTControlCharacters(formatSummary(addresses))
    expect(summary).toContain('Monitoring page  http://localhost:5001/monitoring\n')
    expect(summary).toContain('API              http://localhost:3000/api/molecules\n')
    expect(summary).toContain('Database         PostgreSQL on 127.0.0.1:41234/postgres\n')
    expect(summary).not.toContain('secret')
  })

  it('says if no page came up', () => {
    expect(formatSummary({ ...addresses, page: null })).toContain('did not come up')
  })
})
