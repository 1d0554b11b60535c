import { expect, it } from 'vitest'

import { toPartFile } from '../../src/checkpoint/part-file.ts'

it.each([
  ['screen.json', null, 'screen.json'],
  ['screen.json', '2/8', 'screen.2-of-8.json'],
  ['data.d/screen', '2/8', 'data.d/screen.2-of-8'],
  ['.screen', '1/2', '.screen.1-of-2'],
  ['a.b.json', '1/2', 'a.b.1-of-2.json'],
])('the checkpoint %s of part %s is %s', (file, part, expected) => {
  expect(toPartFile(file, part)).toBe(expected)
})
