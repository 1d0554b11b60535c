import { describe, expect, it } from 'vitest'

import { HttpError } from '../../src/api/http-error.ts'
import { parseComponents, parseExperiment, parseId, parsePage } from '../../src/api/parse.ts'

const glycerol = { molecule: 'glycerol', massFraction: 0.3 }

describe('parseComponents', () => {
  it('reads components and nothing else', () => {
    expect(parseComponents({ components: [{ ...glycerol, colour: 'none' }] })).toEqual([glycerol])
  })

  it.each([
    [undefined, 'components: expected a list of 1 to 5, got nothing'],
    [{ components: [] }, 'components: expected a list of 1 to 5, got []'],
    [{ components: 'glycerol' }, 'components: expected a list of 1 to 5, got "glycerol"'],
    [{ components: [null] }, 'molecule: expected an id such as glycerol, got nothing'],
    [
      { components: [{ ...glycerol, massFraction: 1 }] },
      'massFraction: expected a number between 0 and 1, got 1',
    ],
    [
      { components: [{ ...glycerol, massFraction: 0 }] },
      'massFraction: expected a number between 0 and 1, got 0',
    ],
    [
      { components: [{ ...glycerol, massFraction: '0.3' }] },
      'massFraction: expected a number between 0 and 1, got "0.3"',
    ],
    [{ components: [glycerol, glycerol] }, 'components: each molecule may be given once'],
    [
      { components: [glycerol, { molecule: 'urea', massFraction: 0.7 }] },
      'components: mass fractions add up to 1; expected at most 0.95, the rest is water',
    ],
  ])('refuses %j', (body, message) => {
    expect(() => parseComponents(body)).toThrow(new HttpError(400, message))
  })
})

describe('parseExperiment', () => {
  const experiment = { mixtureId: 7, glassTransitionKelvin: 160, coolingRateKelvinPerMinute: 10 }

  it('reads an experiment', () => {
    expect(parseExperiment(experiment)).toEqual({ ...experiment, mixtureId: '7', note: null })
    expect(parseExperiment({ ...experiment, note: 'DSC' }).note).toBe('DSC')
  })

  it.each([
    [{ mixtureId: 'seven' }, 'mixtureId: expected the id of a record, got "seven"'],
    [
      { glassTransitionKelvin: -113 },
      'glassTransitionKelvin: expected a temperature in K below 1000, got -113',
    ],
    [{ coolingRateKelvinPerMinute: null }, 'coolingRateKelvinPerMinute: expected a rate in K/min, got null'],
    [{ note: 3 }, 'note: expected at most 1000 characters, got 3'],
  ])('refuses %j', (change, message) => {
    expect(() => parseExperiment({ ...experiment, ...change })).toThrow(new HttpError(400, message))
  })
})

describe('parseId', () => {
  it.each(['0', '-1', '1.5', '1e3', '9999999999999999999', '', "1' OR true"])('refuses %j', (id) => {
    expect(() => parseId(id, 'id')).toThrow(HttpError)
  })
})

describe('parsePage', () => {
  it('has defaults and limits', () => {
    expect(parsePage({})).toEqual({ limit: 20, offset: 0 })
    expect(parsePage({ limit: '100', offset: '40' })).toEqual({ limit: 100, offset: 40 })
    expect(() => parsePage({ limit: '101' })).toThrow(
      'limit: expected a whole number from 1 to 100, got "101"',
    )
    expect(() => parsePage({ offset: '-1' })).toThrow(HttpError)
  })
})
