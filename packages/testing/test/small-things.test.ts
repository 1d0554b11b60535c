import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createSeededRandom } from '../src/seeded-random.ts'
import { createTempDir, type TempDir } from '../src/temp-dir.ts'
import { createTestCertificate } from '../src/test-certificate.ts'

function draw(seed: number): number[] {
  return Array.from({ length: 1000 }, createSeededRandom(seed))
}

describe('a temporary folder', () => {
  it('is gone after its scope, with what is in it', () => {
    let kept: TempDir
    {
      using dir = createTempDir()
      kept = dir
      mkdirSync(dir.file('a'))
      writeFileSync(dir.file('a', 'b.txt'), 'x')
      expect(existsSync(dir.file('a', 'b.txt'))).toBe(true)
    }
    expect(existsSync(kept.path)).toBe(false)
  })
})

describe('seeded chance', () => {
  it('repeats for a seed and differs between seeds', () => {
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
    expect(Math.min(...draw(3))).toBeGreaterThanOrEqual(0)
    expect(Math.max(...draw(3))).toBeLessThan(1)
  })
})

describe('a test certificate', () => {
  it('is valid now, for 127.0.0.1, and signed by itself', () => {
    const { certificate, key } = createTestCertificate('a test')
    const parsed = new X509Certificate(certificate)
    expect(parsed.verify(parsed.publicKey)).toBe(true)
    expect(parsed.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(parsed.ca).toBe(true)
    expect(parsed.subject).toBe('CN=a test')
    expect(parsed.validFromDate.getTime()).toBeLessThan(Date.now())
    expect(parsed.validToDate.getTime()).toBeGreaterThan(Date.now())
    expect(key).toContain('PRIVATE KEY')
  })
})
