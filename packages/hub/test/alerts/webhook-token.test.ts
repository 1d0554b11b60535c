import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'

import { createTempDir } from '@cryo/testing'
import { expect, it } from 'vitest'

import { WebhookToken } from '../../src/alerts/webhook-token.ts'

const SETTINGS = { url: 'http://127.0.0.1:9093', webhookToken: null }

it('the secret of a folder is made once, for this user alone, and a configured one goes first', () => {
  using dir = createTempDir()
  const token = new WebhookToken(dir.path).find(SETTINGS)
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(new WebhookToken(dir.path).find(SETTINGS)).toBe(token)
  expect(readFileSync(dir.file('webhook.token'), 'utf8')).toBe(`${token}\n`)
  expect(statSync(dir.file('webhook.token')).mode & 0o777).toBe(0o600)
  expect(readdirSync(dir.path)).toEqual(['webhook.token'])
  expect(new WebhookToken(dir.path).find({ ...SETTINGS, webhookToken: 'own' })).toBe('own')
  expect(new WebhookToken(dir.path).find({ ...SETTINGS, url: null })).toBeNull()
})

it('one that a crash or a full disk left empty is made anew', () => {
  using dir = createTempDir()
  writeFileSync(dir.file('webhook.token'), '\n', { mode: 0o644 })
  expect(new WebhookToken(dir.path).find(SETTINGS)).toMatch(/^[\w-]{43}$/)
  expect(statSync(dir.file('webhook.token')).mode & 0o777).toBe(0o600)
})

it('where there is no place for it there is no webhook', () => {
  using dir = createTempDir()
  mkdirSync(dir.file('webhook.token'))
  expect(new WebhookToken(dir.path).find(SETTINGS)).toBeNull()
  expect(new WebhookToken(null).find(SETTINGS)).toBeNull()
})
