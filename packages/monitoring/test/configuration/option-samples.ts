import type { OptionPath } from '../../src/configuration/option-table.ts'

/** Values to try an option with: what is right in code and in the environment, what is wrong in each. */
export interface OptionSamples {
  /** Given value and what becomes of it. */
  readonly right: readonly (readonly [given: unknown, resolved: unknown])[]
  readonly wrong: readonly unknown[]
  readonly text?: {
    readonly right: readonly (readonly [given: string, resolved: unknown])[]
    readonly wrong: readonly string[]
  }
}

const NUMBER_TEXTS = ['', 'x', '0x10', '1,5', 'NaN', 'Infinity', '-1'].filter((text) => text !== '')

/** Samples for every option; a missing one does not compile. */
export const OPTION_SAMPLES: Readonly<Record<OptionPath, OptionSamples>> = {
  serviceName: {
    right: [
      [' shop ', 'shop'],
      ['@acme/shop', '@acme/shop'],
      ['x'.repeat(255), 'x'.repeat(255)],
    ],
    wrong: ['', '  ', 'a\nb', 'x'.repeat(256), 7],
  },
  monitoringDir: {
    right: [
      ['data', '/srv/data'],
      ['/var/data/', '/var/data'],
      ['../data', '/data'],
    ],
    wrong: ['', ' ', 'a\0b', 7, null],
    text: { right: [['data', '/srv/data']], wrong: ['a\0b'] },
  },
  metricsRetentionDays: {
    right: [
      [1, 1],
      [0.5, 0.5],
      [3650, 3650],
    ],
    wrong: [0, -1, 3651, NaN, Infinity, '14', null, 14n],
    text: { right: [['0.5', 0.5]], wrong: ['0', ...NUMBER_TEXTS] },
  },
  'history.maxBytes': { right: [[1_048_576, 1_048_576]], wrong: [1_048_575, 2e6 + 0.5, '1GB'] },
  'history.maxErrors': { right: [[1, 1]], wrong: [0, 1.5, 100_001] },
  'history.maxAlerts': { right: [[100_000, 100_000]], wrong: [0, 1.5, 100_001] },
  'dashboard.enabled': {
    right: [
      [false, false],
      [true, true],
    ],
    wrong: ['false', 0, null],
    text: {
      right: [
        ['FALSE', false],
        ['0', false],
        ['true', true],
        ['1', true],
      ],
      wrong: ['no', '2'],
    },
  },
  'dashboard.host': {
    right: [
      [' localhost ', 'localhost'],
      ['LOCALHOST.', 'localhost'],
      ['127.1', '127.0.0.1'],
      ['[::1]', '::1'],
      ['::1', '::1'],
      ['::ffff:127.0.0.1', '::ffff:7f00:1'],
      ['api.localhost', 'api.localhost'],
    ],
    wrong: ['', '*', 'a b', 'http://localhost', 'localhost:80', '1.2.3.4.5', ':::', '256.1.1.1', 7, null],
    text: { right: [['::1', '::1']], wrong: ['*', 'a/b'] },
  },
  'dashboard.port': {
    right: [
      [0, 0],
      [65_535, 65_535],
    ],
    wrong: [-1, 65_536, 1.5, '5001', NaN, null],
    text: { right: [['0', 0]], wrong: ['70000', '80.5', ...NUMBER_TEXTS] },
  },
  'dashboard.token': {
    right: [
      ['s3cret', 's3cret'],
      [null, null],
    ],
    wrong: ['', 'with space', 'ümlaut', 'line\nbreak', 7],
    text: { right: [['s3cret', 's3cret']], wrong: ['with space'] },
  },
  'dashboard.allowedHosts': {
    right: [
      [
        ['Tools.Example.com', '[::1]'],
        ['tools.example.com', '::1'],
      ],
      [[], []],
    ],
    wrong: ['tools.example.com', ['*'], ['a:80'], [7], {}],
    text: {
      right: [['Tools.Example.com, lab', ['tools.example.com', 'lab']]],
      wrong: ['a host', '*.example.com'],
    },
  },
  'dashboard.basePath': {
    right: [
      [' tools ', '/tools'],
      ['/tools/', '/tools'],
      ['/a/b-c_d.e~f', '/a/b-c_d.e~f'],
      ['/', ''],
      ['', ''],
    ],
    wrong: ['//', '/a//b', '/../x', '/a?b', '/a#b', '/a b', '/%2e', 7],
  },
  'healthCheckIntervals.database': { right: [[0.1, 0.1]], wrong: [0, 86_401, '30'] },
  'healthCheckIntervals.api': { right: [[86_400, 86_400]], wrong: [0, -1, NaN] },
  'healthCheckIntervals.system': { right: [[1, 1]], wrong: [0, -1, null] },
  'alertThresholds.databaseFailures': { right: [[1, 1]], wrong: [0, 1.5, '5'] },
  'alertThresholds.apiErrors': { right: [[2, 2]], wrong: [0, 1.5] },
  'alertThresholds.memoryUsage': {
    right: [
      [0, 0],
      [99.5, 99.5],
    ],
    wrong: [-1, 101, '85%'],
  },
  'alertThresholds.cpuUsage': { right: [[100, 100]], wrong: [-0.1, 100.1] },
  'alertThresholds.diskUsage': { right: [[50, 50]], wrong: [NaN, 1e9] },
  rules: {
    right: [
      [
        ['rules', '/etc/rules.yml'],
        ['/srv/rules', '/etc/rules.yml'],
      ],
      [[], []],
    ],
    wrong: ['rules', [''], ['a\0b'], [null]],
    text: {
      right: [['rules, /etc/rules.yml,', ['/srv/rules', '/etc/rules.yml']]],
      wrong: ['a\0b'],
    },
  },
  repeatSeconds: {
    right: [
      [3600, 3600],
      [null, null],
    ],
    wrong: [0, -1, '1h'],
  },
  'alertmanager.url': {
    right: [
      ['http://localhost:9093/', 'http://localhost:9093'],
      ['https://am.example.com/base/', 'https://am.example.com/base'],
      [null, null],
    ],
    wrong: ['localhost:9093', 'ftp://am', '', 7],
    text: { right: [['http://am:9093', 'http://am:9093']], wrong: ['am:9093'] },
  },
  'alertmanager.externalLabels': {
    right: [
      [
        { cluster: 'eu', _x: '' },
        { cluster: 'eu', _x: '' },
      ],
    ],
    wrong: [{ 'a-b': 'c' }, { __name__: 'x' }, { cluster: 1 }, [], 'cluster=eu', null],
  },
  'alertmanager.webhookToken': {
    right: [
      ['s3cret', 's3cret'],
      [null, null],
    ],
    wrong: ['', 'with space'],
  },
  redact: {
    right: [
      [
        ['ssn', /PAT-\d+/i],
        ['ssn', /PAT-\d+/i],
      ],
      [[], []],
    ],
    wrong: [['--'], [''], [7], 'ssn', /ssn/, [{ source: 'x' }], [{ [Symbol.toStringTag]: 'RegExp' }]],
  },
}
