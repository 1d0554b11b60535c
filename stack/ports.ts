import { createServer } from 'node:net'
import { once } from 'node:events'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

import { findFreePort } from '@cryo/testing'

/** Characters of a command that are shown. */
const MAX_COMMAND = 100

/** Ports on which the parts of the stack listen, all of them on loopback. */
export interface StackPorts {
  readonly otlpHttp: number
  readonly otlpGrpc: number
  readonly collectorHealth: number
  readonly prometheus: number
  readonly alertmanager: number
  readonly tempo: number
  readonly tempoGrpc: number
  readonly tempoOtlp: number
}

/** The usual ports of each; those of Tempo that the collector has as well are others. */
export const STANDARD_PORTS: StackPorts = {
  otlpHttp: 4318,
  otlpGrpc: 4317,
  collectorHealth: 13_133,
  prometheus: 9090,
  alertmanager: 9093,
  tempo: 3200,
  tempoGrpc: 9095,
  tempoOtlp: 4418,
}

/** Picks ports that are free now. */
export async function findFreePorts(): Promise<StackPorts> {
  const ports = new Set<number>()
  const names = Object.keys(STANDARD_PORTS)
  while (ports.size < names.length) ports.add(await findFreePort())
  const free = [...ports]
  return Object.fromEntries(names.map((name, index) => [name, free[index]])) as unknown as StackPorts
}

/**
 * Makes sure that nobody has these ports, by name.
 *
 * @param instead - What to do where it is not to be ended who has one.
 * @throws Error that says of each that is taken what it is for and, where that can be known, who has it.
 */
export async function requireFree(ports: Readonly<Record<string, number>>, instead: string): Promise<void> {
  const taken = await describeTaken(ports)
  if (taken.length > 0) throw new Error(`${taken.join('; ')}: end it, or ${instead}`)
}

async function describeTaken(ports: Readonly<Record<string, number>>): Promise<readonly string[]> {
  const taken: string[] = []
  for (const [name, port] of Object.entries(ports)) {
    if (await isFree(port)) continue
    const owner = findOwner(port)
    taken.push(`port ${String(port)} (${name}) is in use${owner === null ? '' : ` by ${owner}`}`)
  }
  return taken
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

/** By /proc, where there is one and we may look; `null` where not. */
function findOwner(port: number): string | null {
  try {
    const inode = findInode(port)
    if (inode === null) return null
    for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      if (hasSocket(pid, inode)) return `${readCommand(pid)} (pid ${pid})`
    }
  } catch {
    // Another system, or not ours to see.
  }
  return null
}

/** The program and its first argument: a script is not told from others by the name of Node. */
function readCommand(pid: string): string {
  const [program = '', script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  return `${basename(program)} ${script}`.trim().slice(0, MAX_COMMAND)
}

function findInode(port: number): string | null {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
      // 0A: it listens.
      if (state === '0A' && local.endsWith(`:${hex}`)) return inode ?? null
    }
  }
  return null
}

function hasSocket(pid: string, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(
      (fd) => readlink(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`,
    )
  } catch {
    return false
  }
}

function readlink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
