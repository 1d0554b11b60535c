import { expect, it } from 'vitest'

import { TextExpander } from '../../src/rules/evaluate/text-expander.ts'
import { parseTemplate } from '../../src/rules/template/parse-template.ts'

function expand(timeoutMs: number): Promise<[string, string][]> {
  const expander = new TextExpander({
    timeMs: 0,
    externalLabels: {},
    externalUrl: '',
    query: () => Promise.resolve([]),
    timeoutMs,
  })
  return expander.expandAll([['a', parseTemplate('a', '{{ $value }}')]], {}, 1)
}

it('templates of all alerts together have a limited time', async () => {
  expect(await expand(60_000)).toEqual([['a', '1']])
  await expect(expand(-1)).rejects.toThrow('its templates take too long for so many alerts')
})
