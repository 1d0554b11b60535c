import { createSign, generateKeyPairSync } from 'node:crypto'

/** A certificate and its private key, both in PEM. */
export interface TestCertificate {
  readonly certificate: string
  readonly key: string
}

const encode = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...contents: readonly Uint8Array[]): Buffer => encode(0x30, ...contents)
const objectId = (...bytes: readonly number[]): Buffer => encode(0x06, Buffer.from(bytes))
const utcTime = (date: Date): Buffer => {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '')
  return encode(0x17, Buffer.from(digits.slice(2)))
}

const ECDSA_WITH_SHA256 = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
const COMMON_NAME = objectId(0x55, 0x04, 0x03)
const BASIC_CONSTRAINTS = objectId(0x55, 0x1d, 0x13)
const SUBJECT_ALTERNATIVE_NAME = objectId(0x55, 0x1d, 0x11)
const LOOPBACK = Buffer.from([127, 0, 0, 1])
const DAY_MS = 86_400_000

/**
 * Makes a self-signed certificate for 127.0.0.1, valid for a day, so that no key lies in the repository.
 *
 * It is its own authority: whoever trusts it as `ca` accepts it from a server and from a client. X.509 as in RFC 5280.
 */
export function createTestCertificate(commonName = 'cryo test'): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(encode(0x31, sequence(COMMON_NAME, encode(0x0c, Buffer.from(commonName)))))
  const authority = sequence(BASIC_CONSTRAINTS, encode(0x04, sequence(encode(0x01, Buffer.from([0xff])))))
  const address = sequence(SUBJECT_ALTERNATIVE_NAME, encode(0x04, sequence(encode(0x87, LOOPBACK))))
  const body = sequence(
    encode(0xa0, encode(0x02, Buffer.from([2]))),
    encode(0x02, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name,
    sequence(utcTime(new Date(Date.now() - DAY_MS)), utcTime(new Date(Date.now() + DAY_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    encode(0xa3, sequence(authority, address)),
  )
  const signature = createSign('sha256').update(body).sign(privateKey)
  const der = sequence(body, ECDSA_WITH_SHA256, encode(0x03, Buffer.from([0]), signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
