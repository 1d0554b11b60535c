import { afterEach, describe, expect, it } from 'vitest'

import { configureRedaction, isSecretKey, redactText } from '../../src/redaction/index.ts'
import { HARMLESS_TEXTS, SECRET_TEXTS, SECRET_TOKENS } from './canaries.ts'

afterEach(() => {
  configureRedaction([])
})

const SECRETS = ['hunter2', 'c4n4ry-VALUE', 'longcanarysecretvalue']

describe('what is secret', () => {
  it.each(SECRET_TEXTS)('is taken out of: %s', (text) => {
    for (const secret of SECRETS) {
      const at = text.lastIndexOf('#')
      const redacted = redactText(text.slice(0, at) + secret + text.slice(at + 1))
      expect(redacted).not.toContain(secret)
      expect(redacted).toContain('[redacted]')
    }
  })

  it.each(SECRET_TOKENS)('tells itself by its form: %s', (token) => {
    for (const text of [token, `x ${token} y`, `"${token}"`, `/${token}/`, `a:${token}:b`]) {
      expect(redactText(text)).not.toContain(token.slice(-8))
    }
  })
})

describe('what is not', () => {
  it.each(HARMLESS_TEXTS)('stays: %s', (text) => {
    expect(redactText(text)).toBe(text)
  })

  it('stays beside a secret', () => {
    expect(redactText('postgres://user:pw@db:5432/app?x=1')).toBe('postgres://[redacted]@db:5432/app?x=1')
    expect(redactText('{"user":"bob","password":"pw","n":1}')).toBe(
      '{"user":"bob","password":"[redacted]","n":1}',
    )
    expect(redactText('a=1&token=pw&b=2')).toBe('a=1&token=[redacted]&b=2')
    expect(redactText('Cookie: a=1; b=2\nHost: x')).toBe('Cookie: [redacted]\nHost: x')
  })
})

it('takes time in proportion to the text, whatever is in it', () => {
  const units = [
    'a',
    ':',
    '"',
    "'--",
    'token=',
    '://',
    '://a:',
    '@',
    'eyJ',
    '-----BEGIN PRIVATE KEY-----',
    '\\"=',
  ]
  for (const unit of units) expect(redactText(unit.repeat(20_000)).length).toBeGreaterThan(0)
})

describe('isSecretKey', () => {
  const secret = `password userPassword PGPASSWORD pass secret client_secret token accessToken key apiKey api-key
    APIKEY private.key cookie set-cookie Authorization auth x-api-key sessionId jwt credentials signature`
  it.each(secret.split(/\s+/))('%s', (key) => {
    expect(isSecretKey(key)).toBe(true)
  })

  const open = `inchiKey inchikey primary_key publicKey keyboard monkey compass bypass author tokenCount maxTokens
    hasPassword passwordLength tokenizer temperature`
  it.each(open.split(/\s+/))('not %s', (key) => {
    expect(isSecretKey(key)).toBe(false)
  })
})

describe('configureRedaction', () => {
  it('adds keys and patterns of the application', () => {
    configureRedaction(['patientId', /PAT-\d+/])
    expect(redactText('patient_id=77, PAT-123456 and PAT-1')).toBe(
      'patient_id=[redacted], [redacted] and [redacted]',
    )
    expect(isSecretKey('patient-ID')).toBe(true)
    expect(isSecretKey('study.patientId')).toBe(true)
    expect(isSecretKey('patientIdCount')).toBe(false)
  })

  it('takes any flags', () => {
    configureRedaction([/pat-\d+/giy])
    expect(redactText('first PAT-1 then PAT-2')).toBe('first [redacted] then [redacted]')
  })

  it('replaces what an earlier call set, and changes nothing where it throws', () => {
    configureRedaction([/one/])
    configureRedaction([/two/])
    expect(redactText('one two')).toBe('one [redacted]')
    expect(() => configureRedaction([/three/, 5 as never])).toThrow(
      new TypeError(
        'redact[1] is number; expected a list of key names and regular expressions, such as ["patientId", /PAT-\\d{6}/]',
      ),
    )
    expect(() => configureRedaction('patientId' as never)).toThrow('redact is "patientId"; expected a list')
    expect(() => configureRedaction(['-'])).toThrow('redact[0] is "-"')
    expect(redactText('one two')).toBe('one [redacted]')
  })
})
