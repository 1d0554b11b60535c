function refuse(): never {
  throw new Error('refused')
}

function revoke<T extends object>(target: T): T {
  const { proxy, revoke: end } = Proxy.revocable(target, {})
  end()
  return proxy
}

const traps = { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse }

/** Values that no caller with types passes, by what they are. */
export const HOSTILE_VALUES: Readonly<Record<string, unknown>> = {
  undefined,
  null: null,
  zero: 0,
  'not a number': Number.NaN,
  infinity: Infinity,
  'a large number': 1e300,
  'a BigInt': 10n ** 50n,
  'a symbol': Symbol('s'),
  'no text': '',
  'half a character': '\uD800',
  'the prototype': '__proto__',
  'a function that throws': refuse,
  'an object': {},
  'an object without prototype': Object.create(null),
  'a cycle': (() => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    return cycle
  })(),
  'a revoked object': revoke({}),
  'a revoked function': revoke(refuse),
  'a revoked list': revoke([]),
  'an object that throws': new Proxy({}, traps),
  'a list that throws': new Proxy([1], { get: refuse }),
  'a list of everything': [1, 'a', {}, null, undefined, Symbol('s')],
  'a long list': Array.from({ length: 100_000 }),
  'no date': new Date(Number.NaN),
  'no time': [Number.NaN, 'x'],
  'a text that throws': { toString: refuse, [Symbol.toPrimitive]: refuse },
  'an iterator that throws': { [Symbol.iterator]: refuse },
  'a status out of range': { code: 99, message: 'x' },
  'a link whose getters throw': { context: new Proxy({}, traps) },
}
