import { expect, it } from 'vitest'

import { TextExpander } from '../../src/rules/evaluate/text-expander.ts'
import { parseTemplate } from '../../src/rules/template/parse-template.ts'

it.each([
  [60_000, '1'],
  [-1, null],
])('templates of all alerts together have a limited time: %d ms', async (timeoutMs, text) => {
  const expander = new TextExpander({
    timeMs: 0,
    externalLabels: {},
    externalUrl: '',
    query: () => Promise.resolve([]),
    timeoutMs,
  })
  const expanded = expander.expandAll([['a', parseTemplate('a', '{{ $value }}')]], {}, 1)
  await (text === null
    ? expect(expanded).rejects.toThrow('its templates take too long for so many alerts')
    : expect(expanded).resolves.toEqual([['a', text]]))
})
