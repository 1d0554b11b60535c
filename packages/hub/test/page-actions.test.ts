import { describe, expect, it } from 'vitest'

import type { HubAlerts } from '../src/alerts/hub-alerts.ts'
import type { ErrorGroups } from '../src/errors/error-groups.ts'
import { createPageActions } from '../src/page-actions.ts'

const OPTIONS = { seconds: 60, until: undefined, comment: 'known' }

function actions(
  alerts: Partial<HubAlerts> = {},
  groups: Partial<ErrorGroups> = {},
): ReturnType<typeof createPageActions> {
  return createPageActions(alerts as HubAlerts, groups as ErrorGroups)
}

describe('what can be done on the page', () => {
  it('silences as the application can', async () => {
    let asked: unknown
    const { silence } = actions({
      silence: (request) => {
        asked = request
        return Promise.resolve('id-1')
      },
    })
    expect(await silence('DiskWillFill', OPTIONS)).toEqual({ id: 'id-1' })
    expect(asked).toMatchObject({
      matchers: [{ name: 'alertname', value: 'DiskWillFill', isRegex: false, isEqual: true }],
      comment: 'known',
    })
  })

  it.each([
    [[], OPTIONS],
    ['X', { ...OPTIONS, comment: ' ' }],
    ['X', { ...OPTIONS, seconds: -1 }],
    ['X', { ...OPTIONS, until: 'never', seconds: undefined }],
    [[{ name: 'a', value: '.*', isRegex: true }], OPTIONS],
    [{ __proto__: null }, OPTIONS],
  ])('says what is wrong with %j, %j, and silences nothing', async (target, options) => {
    const reply = await actions().silence(target, options)
    expect(reply).toMatchObject({
      outcome: 'wrong',
      message: expect.stringMatching(/comment|seconds|matchers|until/),
    })
  })

  it('says why nothing could be stored', async () => {
    const failed = (): Promise<never> => Promise.reject(new Error('the history cannot be written'))
    const { silence, unsilence } = actions({ silence: failed, unsilence: failed })
    expect(await silence('X', OPTIONS)).toEqual({
      outcome: 'failed',
      message: 'the history cannot be written',
    })
    expect(await unsilence('X')).toEqual({ message: 'the history cannot be written' })
  })

  it('lists all groups of errors, and resolves one', async () => {
    const { errorGroups, resolveError } = actions(
      {},
      {
        report: (_nowMs, limit) => Array.from({ length: Math.min(limit ?? 50, 70) }) as never,
        resolve: (service) => service === 'shop',
      },
    )
    expect(await errorGroups()).toHaveLength(70)
    expect([await resolveError('shop', 'f'), await resolveError('other', 'f')]).toEqual([true, false])
  })
})
