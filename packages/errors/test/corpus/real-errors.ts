import { readFileSync, writeFileSync } from 'node:fs'
import type { PathLike } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { once } from 'node:events'

import { describeException } from '@cryo/conventions/redaction'
import type { ExceptionDescription } from '@cryo/conventions/redaction'

import { family, scenario } from './sample.ts'
import type { Family } from './sample.ts'

/** Errors as this Node.js makes them, thrown and caught for the corpus. */
export async function collectRealErrors(): Promise<readonly Family[]> {
  return [
    family(
      'files',
      scenario(
        'reading a missing file',
        thrown(readSync, '/missing/a.csv'),
        thrown(readSync, '/missing/b/c.csv'),
      ),
      scenario('reading a folder', thrown(readSync, '/'), thrown(readSync, '/tmp')),
      scenario(
        'reading a missing file by promise',
        await rejected(readLater, '/missing/a.csv'),
        await rejected(readLater, '/missing/other.csv'),
      ),
      scenario(
        'writing to a missing folder',
        thrown(writeSync, '/missing/a'),
        thrown(writeSync, '/missing/b/c'),
      ),
      scenario('a path of the wrong type', thrown(readSync, {}), thrown(readSync, [])),
    ),
    family(
      'JSON',
      scenario('a setting that is no JSON', thrown(parseSetting, '<html>'), thrown(parseSetting, 'nothing')),
      scenario(
        'an answer that is no JSON',
        thrown(parseAnswer, '<html>'),
        thrown(parseAnswer, '[1,2'),
        thrown(parseAnswer, ''),
      ),
    ),
    family(
      'network',
      scenario('nobody listens', await rejected(dial, 1), await rejected(dial, 2), await rejected(dial, 7)),
      scenario('a port that is none', await rejected(dial, 70_000), await rejected(dial, 99_999)),
    ),
    family(
      'language',
      scenario('a list that is too long', thrown(makeList, -1), thrown(makeList, -77)),
      scenario('a URL that is none', thrown(readUrl, 'no url'), thrown(readUrl, '//')),
      scenario(
        'what cannot be cloned',
        thrown(copy, () => 1),
        thrown(copy, Symbol('x')),
      ),
      scenario('a thrown text', thrown(throwIt, 'plain 1'), thrown(throwIt, 'plain 22')),
      scenario('a thrown number', thrown(throwIt, 1), thrown(throwIt, 2)),
      scenario('a thrown object', thrown(throwIt, { code: 7 }), thrown(throwIt, { code: 8 })),
    ),
  ]
}

function readSync(path: string | object): unknown {
  return readFileSync(path as PathLike)
}

async function readLater(path: string): Promise<unknown> {
  return readFile(path)
}

function writeSync(path: string): void {
  writeFileSync(path, 'x')
}

function parseSetting(text: string): unknown {
  return JSON.parse(text)
}

function parseAnswer(text: string): unknown {
  return JSON.parse(text)
}

async function dial(port: number): Promise<unknown> {
  const socket = connect({ host: '127.0.0.1', port })
  return once(socket, 'connect')
}

function makeList(length: number): unknown {
  return Array.from({ length: 1 }).concat(Array(length))
}

function readUrl(text: string): unknown {
  return new URL(text)
}

function copy(value: unknown): unknown {
  return structuredClone(value)
}

function throwIt(value: unknown): never {
  throw value
}

function thrown<A>(fn: (argument: A) => unknown, argument: A): ExceptionDescription {
  try {
    fn(argument)
  } catch (error) {
    return describeException(error)
  }
  throw new Error(`${fn.name} did not throw`)
}

async function rejected<A>(
  fn: (argument: A) => Promise<unknown>,
  argument: A,
): Promise<ExceptionDescription> {
  try {
    await fn(argument)
  } catch (error) {
    return describeException(error)
  }
  throw new Error(`${fn.name} did not reject`)
}
