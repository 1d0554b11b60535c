import type { SystemUsage } from '@cryo/protocol'

import { CpuUsage } from './cpu-usage.ts'
import { readFullestDisk } from './disk-usage.ts'
import { readMemoryUsage } from './memory-usage.ts'
import { SYSTEM_ROOTS, type SystemRoots } from './system-roots.ts'

/** Settings of a {@link SystemSampler}. */
export interface SystemSamplerOptions {
  /** Whose file systems count; those of the monitoring folder and of `/`. */
  readonly paths: readonly string[]
  readonly roots?: SystemRoots
}

/** Samples memory, processor and disk of the container or the machine that the process runs in. */
export class SystemSampler {
  readonly #paths: readonly string[]
  readonly #roots: SystemRoots
  readonly #cpu: CpuUsage
  #usage: readonly SystemUsage[] = []
  #busy = false

  constructor({ paths, roots = SYSTEM_ROOTS }: SystemSamplerOptions) {
    this.#paths = paths
    this.#roots = roots
    this.#cpu = new CpuUsage(roots)
  }

  /** The last sample; without what could not be told. */
  get usage(): readonly SystemUsage[] {
    return this.#usage
  }

  /** Takes a sample unless one is still under way, as on a file system that does not answer; never rejects. */
  async sample(): Promise<boolean> {
    if (this.#busy) return false
    this.#busy = true
    try {
      const memory = await readMemoryUsage(this.#roots)
      const cpu = await this.#cpu.read(performance.now() / 1000)
      const disk = await readFullestDisk(this.#paths)
      const usage: SystemUsage[] = [{ resource: 'memory', ...memory }]
      if (cpu !== null) usage.push({ resource: 'cpu', ...cpu })
      if (disk !== null) usage.push({ resource: 'disk', ...disk })
      this.#usage = usage
      return true
    } catch {
      return false
    } finally {
      this.#busy = false
    }
  }

  /** Forgets the last sample: another process reports the machine from now on. */
  clear(): void {
    this.#usage = []
  }
}
